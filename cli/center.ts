import { systemClock, wait } from '#kernel/clock'
import { codeOf } from '#kernel/problem'
import type { Language } from '#kernel/words'
import { Failure, type Told } from './terminal.ts'
import { holdTokens, readToken, type Token, writeToken } from './token.ts'

/** The command line is a client like any other: this is all it knows of the center. */
export const clientId = 'ndc-cli'
const scope = 'openid offline_access ndc.self ndc.office'
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const timeoutMs = 30_000

// oxlint-disable-next-line typescript/no-explicit-any -- answers have as many shapes as operations
export type Body = any

export type Ask = {
  method?: 'GET' | 'POST'
  body?: object | Uint8Array
  type?: string
  /** Ask as the person who is logged in; fails when nobody is. */
  asPerson?: boolean
}

/** Asks the center. Fails with the problem's own words when it refuses. */
export async function ask(told: Told, path: string, it: Ask = {}): Promise<Body> {
  const { body, method = body ? 'POST' : 'GET', type = 'application/json', asPerson = false } = it
  const token = asPerson ? await freshToken(told) : undefined
  const answer = await reach(told, path, {
    method,
    headers: {
      'accept-language': told.language,
      ...(body && { 'content-type': type }),
      ...(token && { authorization: `Bearer ${token.accessToken}` }),
    },
    ...(body && {
      body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    }),
  })
  const read = await bodyOf(answer)
  if (answer.ok) return read
  if (answer.status === 401) throw notLoggedIn()
  throw new Failure(1, sentence(read, answer.status))
}

/** Asks for a device code (RFC 8628) and says what to do with it; resolves with the token. */
export async function logIn(
  told: Told,
  show: (code: { userCode: string; page: string }) => void,
): Promise<void> {
  const begun = await form(told, '/oidc/device/auth', {
    client_id: clientId,
    scope,
    resource: `${told.url}/api`,
  })
  if (begun.error) throw new Failure(1, sentence(begun, 400))
  show({ userCode: begun.user_code, page: begun.verification_uri_complete })
  const until = systemClock.elapsedMs() + begun.expires_in * 1_000
  let pauseMs = (begun.interval ?? 5) * 1_000
  while (systemClock.elapsedMs() < until) {
    await wait(pauseMs)
    const answer = await form(told, '/oidc/token', {
      grant_type: deviceGrant,
      client_id: clientId,
      device_code: begun.device_code,
    })
    if (answer.access_token) return writeToken(told.url, tokenOf(answer))
    if (answer.error === 'slow_down') pauseMs += 5_000
    else if (answer.error !== 'authorization_pending') throw logInRefused(answer.error)
  }
  throw logInRefused('expired_token')
}

/** Ends what `logIn` got, here and at the center. True when there was something to end. */
export async function logOut(told: Told): Promise<boolean> {
  return holdTokens(async () => {
    const token = readToken(told.url)
    if (!token) return false
    writeToken(told.url, undefined)
    await form(told, '/oidc/revocation', { client_id: clientId, token: token.refreshToken })
    return true
  })
}

/** The token, renewed when it has less than half a minute. One process renews, others wait. */
async function freshToken(told: Told): Promise<Token> {
  const kept = readToken(told.url)
  if (!kept) throw notLoggedIn()
  if (isFresh(kept)) return kept
  return holdTokens(async () => {
    const now = readToken(told.url)
    if (!now) throw notLoggedIn()
    if (isFresh(now)) return now
    const answer = await form(told, '/oidc/token', {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token: now.refreshToken,
      resource: `${told.url}/api`,
    })
    if (!answer.access_token) {
      writeToken(told.url, undefined)
      throw notLoggedIn()
    }
    const token = tokenOf(answer)
    writeToken(told.url, token)
    return token
  })
}

function isFresh({ expiresAt }: Token): boolean {
  return Date.parse(expiresAt) - systemClock.now().getTime() > 30_000
}

function tokenOf(answer: Body): Token {
  const expiresAt = new Date(systemClock.now().getTime() + answer.expires_in * 1_000)
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: expiresAt.toISOString(),
  }
}

async function form(told: Told, path: string, fields: Record<string, string>): Promise<Body> {
  const headers = { 'accept-language': told.language, accept: 'application/json' }
  const answer = await reach(told, path, {
    method: 'POST',
    headers,
    body: new URLSearchParams(fields),
  })
  return bodyOf(answer)
}

async function reach(told: Told, path: string, it: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, told.url), {
      ...it,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    if (isUntrusted(error)) throw certificateUnknown(told)
    throw new Failure(4, {
      vi: `Không kết nối được với trung tâm tại ${told.url}. Kiểm tra địa chỉ (--url) và mạng.`,
      en: `The center at ${told.url} cannot be reached. Check the address (--url) and the network.`,
    })
  }
}

/** Is this TLS saying that nobody whom this machine trusts vouches for the certificate? */
function isUntrusted(error: unknown): boolean {
  const code = codeOf(error instanceof Error ? error.cause : undefined) ?? ''
  return /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(GET|VERIFY)|CERT_|ERR_TLS_CERT)/.test(code)
}

function certificateUnknown({ url }: Told): Failure {
  return new Failure(4, {
    vi:
      `Chứng thư của ${url} không được máy này tin cậy. Nếu trung tâm dùng --tls, đặt ` +
      'NODE_EXTRA_CA_CERTS=data/tls/root.crt (tệp của trung tâm đó) rồi chạy lại.',
    en:
      `This machine does not trust the certificate of ${url}. If that center runs with --tls, set ` +
      'NODE_EXTRA_CA_CERTS to its data/tls/root.crt and run again.',
  })
}

async function bodyOf(answer: Response): Promise<Body> {
  const text = await answer.text()
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** A problem's own sentence, in the language that was asked for. */
function sentence(problem: Body, status: number): Record<Language, string> {
  const more = (problem.errors ?? []).map((it: Body) => `\n  ${it.pointer}: ${it.detail}`).join('')
  const said = problem.detail ?? problem.error_description ?? `HTTP ${status}`
  return { vi: `${said}${more}`, en: `${said}${more}` }
}

function notLoggedIn(): Failure {
  return new Failure(3, {
    vi: 'Bạn chưa đăng nhập, hoặc phiên đã hết hạn. Hãy chạy: ndc log-in',
    en: 'You are not logged in, or the log-in has expired. Run: ndc log-in',
  })
}

function logInRefused(error: string): Failure {
  return error === 'expired_token'
    ? new Failure(1, { vi: 'Mã đã hết hạn. Hãy thử lại.', en: 'The code has expired. Try again.' })
    : new Failure(1, { vi: 'Đăng nhập bị từ chối.', en: 'The log-in was refused.' })
}
