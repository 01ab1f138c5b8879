import { randomUUID } from 'node:crypto'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { idPart } from './domain/identifier.ts'
import type { ServiceOwned } from './storage/services.ts'

/** The subsystem that tries services; it holds grants to test data only. */
export const tryClient = 'VN/GOV/NDC/try-it'

export type Try = {
  readonly method: string
  /** Below the service, with the query: `/people/001…/marriages?year=2024`. */
  readonly target: string
  readonly body?: { readonly type: string; readonly text: string } | undefined
  /** Who tries, for the message log. */
  readonly user: string
}

export type Tried = {
  readonly status: number
  readonly headers: { readonly name: string; readonly value: string }[]
  readonly body: { readonly text: string; readonly encoding: 'text' | 'base64'; whole: boolean }
  readonly durationMs: number
  /** Under which the evidence of the exchange is found. */
  readonly xRoadId: string
  /** The code of X-Road where the exchange failed. */
  readonly error: string | null
}

export type Trying = ReturnType<typeof openTrying>

const timeoutMs = 30_000
const mostShown = 100_000
const shown = /^(content-|x-road-|ndc-|date$|retry-after$|location$)/

/** Tries services from the portal: real calls through the center's own gateway, with evidence. */
export function openTrying({ clock }: Kernel, gateway: () => string | undefined) {
  return async ({ code }: ServiceOwned, it: Try): Promise<Tried> => {
    const base = gateway()
    if (base === undefined) throw realmAway()
    const address = `${base}/r1/${code}${it.target}`
    // What would be read as another address is not sent: it could lead to another service.
    if (
      !code.split('/').every((part) => idPart.test(part)) ||
      !/^([/?]|$)/.test(it.target) ||
      !isRead(base, address)
    ) {
      throw targetMalformed()
    }
    const startedMs = clock.elapsedMs()
    const xRoadId = randomUUID()
    const answer = await fetch(address, {
      method: it.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'x-road-client': tryClient,
        'x-road-id': xRoadId,
        'x-road-userid': it.user,
        ...(it.body && { 'content-type': it.body.type }),
      },
      ...(it.body && { body: it.body.text }),
    }).catch(() => {
      throw realmAway()
    })
    const { bytes, whole } = await head(answer)
    const text = new TextDecoder('utf-8', { fatal: true })
    let body: Tried['body']
    try {
      body = { text: text.decode(bytes, { stream: !whole }), encoding: 'text', whole }
    } catch {
      body = { text: bytes.toString('base64'), encoding: 'base64', whole }
    }
    return {
      status: answer.status,
      headers: [...answer.headers]
        .filter(([name]) => shown.test(name))
        .slice(0, 50)
        .map(([name, value]) => ({ name, value: value.slice(0, 2_000) })),
      body,
      durationMs: Math.round((clock.elapsedMs() - startedMs) * 10) / 10,
      xRoadId,
      error: answer.headers.get('x-road-error')?.slice(0, 200) ?? null,
    }
  }
}

/** Is the address read by everyone as it is written? */
function isRead(base: string, address: string): boolean {
  if (!URL.canParse(address) || /[\s\\#]|%2f|%5c|%2e/i.test(address)) return false
  const { origin, pathname, search } = new URL(address)
  return origin === new URL(base).origin && `${origin}${pathname}${search}` === address
}

/** The beginning of a body, as much of it as is shown. */
async function head(answer: Response): Promise<{ bytes: Buffer; whole: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk)
    size += chunk.length
    if (size > mostShown) break
  }
  return { bytes: Buffer.concat(chunks).subarray(0, mostShown), whole: size <= mostShown }
}

function realmAway(): Problem {
  return new Problem(
    503,
    'data-coordination.try-gateway-away',
    {
      vi: 'Cổng thử nghiệm của trung tâm không trả lời; hãy thử lại sau.',
      en: 'The center’s gateway for trying does not answer; please try again later.',
    },
    { retryAfterSeconds: 30 },
  )
}

function targetMalformed(): Problem {
  return new Problem(422, 'data-coordination.try-target-malformed', {
    vi: 'Đường dẫn không hợp lệ: bắt đầu bằng "/", không có "..", "\\", "#" hay khoảng trắng.',
    en: 'The path cannot be used: begin with "/", without "..", "\\", "#" or blanks.',
  })
}
