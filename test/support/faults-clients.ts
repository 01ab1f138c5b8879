import { randomBytes } from 'node:crypto'
import { wait } from '#kernel/clock'
import type { SoftwarePasskey } from '#portal/software-authenticator.ts'
import { actAs } from './cases.ts'
import type { Ledger } from './faults-ledger.ts'
import type { Answer, Caller } from './house.ts'
import type { Site } from './people.ts'

/** No answer came, or one that says "not now": whether the call had its effect is unknown. */
export class Unanswered extends Error {
  override name = 'Unanswered'
}

/** A person at a device that goes on trying when the line breaks, as people do. */
export type Client = {
  readonly url: string
  readonly key: string
  readonly name: string
  readonly caller: Caller
  readonly passkey: SoftwarePasskey
  readonly ledger: Ledger
  /** Sends a call. Throws `Unanswered` when nothing is known of its effect. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer & { readonly trace: string }>
}

const patienceMs = 20_000
/** What tells a client to try again; 500 is none of them. */
const notNow = new Set([429, 502, 503, 504, 507])

export async function openClient(site: Site, key: string, ledger: Ledger): Promise<Client> {
  const { name, caller, passkey } = await actAs(site, key)
  return {
    url: site.url,
    key,
    name,
    caller,
    passkey,
    ledger,
    async call(method, path, body, headers = {}) {
      const trace = randomBytes(16).toString('hex')
      const answer = await send(caller, method, path, body, {
        traceparent: `00-${trace}-${randomBytes(8).toString('hex')}-01`,
        ...headers,
      })
      if (answer === undefined || notNow.has(answer.status)) {
        ledger.broken++
        throw new Unanswered(`${method} ${path}`)
      }
      ledger.calls++
      if (answer.status === 500 || answer.status === 401) {
        ledger.strange.push(`${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)}`)
        throw new Unanswered(`${method} ${path}`)
      }
      return { ...answer, trace }
    },
  }
}

async function send(
  caller: Caller,
  ...[method, path, body, headers]: Parameters<Caller['send']>
): Promise<Answer | undefined> {
  const late = new AbortController()
  try {
    return await Promise.race([
      caller.send(method, path, body, headers),
      wait(patienceMs, late.signal).then(() => undefined),
    ])
  } catch {
    return undefined
  } finally {
    late.abort()
  }
}

/** Runs errands one after the other until told to stop; the one under way is gone on with. */
export async function keepBusy(
  errand: () => Promise<void>,
  ledger: Ledger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await errand()
    } catch (error) {
      if (!(error instanceof Unanswered)) ledger.strange.push(String(error))
      await wait(50, signal).catch(() => undefined)
    }
  }
}
