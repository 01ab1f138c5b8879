/** What an agency is given, once, to join its gateway: one line of text that can be pasted. */
export type JoinToken = {
  /** Where the center is. */
  readonly url: string
  readonly code: string
  /** SHA-256 of the root certificate's DER (base64url): whom the gateway will trust. */
  readonly root: string
}

/** How long a code may be used. */
export const codeHours = 24

const mark = 'ndc-join:'

export function writeJoinToken({ url, code, root }: JoinToken): string {
  return mark + Buffer.from(JSON.stringify({ url, code, root })).toString('base64url')
}

/** Undefined when it is not such a line. */
export function readJoinToken(text: string): JoinToken | undefined {
  const found = /^ndc-join:([\w-]{1,2000})$/.exec(text.trim())
  if (!found) return undefined
  try {
    const { url, code, root } = JSON.parse(
      Buffer.from(found[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>
    if (typeof url !== 'string' || typeof code !== 'string' || typeof root !== 'string') {
      return undefined
    }
    return /^https?:\/\/[^/]+$/.test(url) && /^[\w-]{43}$/.test(root)
      ? { url, code, root }
      : undefined
  } catch {
    return undefined
  }
}
