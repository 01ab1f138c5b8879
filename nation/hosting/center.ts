import { get, type SoftwarePasskey } from '#portal/software-authenticator.ts'

const timeoutMs = 30_000

/** A center that somebody of the demonstration is logged in at; a client without privileges. */
export type Seat = {
  get<Body>(path: string): Promise<Body>
  send<Body>(method: 'POST' | 'PUT', path: string, body?: object): Promise<Body>
}

/** The center said no. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Logs in as one of the cast, by the same ceremony as everyone. */
export async function takeSeat(url: string, persona: string): Promise<Seat> {
  let cookie = ''
  async function send<Body>(method: string, path: string, body?: object): Promise<Body> {
    const answer = await fetch(new URL(path, url), {
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'accept-language': 'en',
        ...(cookie && { cookie }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    cookie = withCookies(cookie, answer.headers.getSetCookie())
    const text = await answer.text()
    if (!answer.ok) throw new Refused(answer.status, `${method} ${path}: ${answer.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as Body
  }
  const api = '/api/identity/v1'
  const { items } = await send<{ items: { key: string; passkey: SoftwarePasskey }[] }>(
    'GET',
    `${api}/demonstration/personas`,
  )
  const found = items.find((it) => it.key === persona)
  if (!found) throw new Refused(404, `The center has no persona "${persona}".`)
  const { id, options } = await send<{ id: string; options: { challenge: string } }>(
    'POST',
    `${api}/log-ins/passkey/options`,
    {},
  )
  const response = await get(found.passkey, options, new URL(url).origin)
  await send('POST', `${api}/log-ins/passkey`, { id, response })
  return { get: (path) => send('GET', path), send }
}

function withCookies(held: string, lines: readonly string[]): string {
  const jar = new Map(
    held
      .split('; ')
      .filter(Boolean)
      .map((it) => it.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    jar.set(name, value)
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
}
