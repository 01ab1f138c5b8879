export type TryDraft = {
  values: Record<string, string>
  query: Record<string, string>
  more: string
  body: string
}

export function withBody(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

/** The path below a service with its parameters filled in, and the query. */
export function targetOf(path: string, { values, query, more }: TryDraft): string {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  )
  const asked = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value.trim() !== ''),
  ).toString()
  const whole = [asked, more.trim().replace(/^\?/, '')].filter(Boolean).join('&')
  return `${filled === '/' ? '' : filled}${whole ? `?${whole}` : ''}`
}
