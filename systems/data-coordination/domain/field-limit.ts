/** Cuts a JSON answer to the fields that a grant lets pass. */

/** What a refusal of the service itself may say (RFC 9457). */
const problemFields = ['type', 'title', 'status', 'detail', 'code', 'message'] as const

/**
 * The bytes of the answer with only these top-level fields, in an object, in each object of a list,
 * or in each object of the list `items` of a page; undefined when it is not JSON of that form, so
 * that nothing passes unlimited.
 */
export function limitFields(
  body: Buffer,
  contentType: string | undefined,
  fields: readonly string[],
  status: number,
): Buffer | undefined {
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '')) return undefined
  const passing = new Set(status >= 400 ? [...fields, ...problemFields] : fields)
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const cut = Array.isArray(value) ? value.map((it) => only(it, passing)) : page(value, passing)
  return Buffer.from(JSON.stringify(cut))
}

function page(value: object, passing: ReadonlySet<string>): Record<string, unknown> {
  const cut = only(value, passing)
  if (passing.has('items') || !('items' in value) || !Array.isArray(value.items)) return cut
  return { ...cut, items: value.items.map((it) => only(it, passing)) }
}

function only(value: unknown, passing: ReadonlySet<string>): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([name]) => passing.has(name)))
}
