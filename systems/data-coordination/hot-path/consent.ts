/** Whether a person has consented: asked of the center, and remembered for moments only. */
import type { ConsentQuestion } from '../contract-gateway.ts'
import { Fault } from '../domain/fault.ts'
import type { Parts } from './parts.ts'

/** A withdrawal is heeded everywhere after so long. */
const rememberedMs = 5_000
const mostRemembered = 10_000

export type Consents = {
  /** Throws a Fault unless one is in force. */
  check(question: ConsentQuestion): Promise<void>
}

export function openConsents({ ask, limits, elapsedMs }: Parts): Consents {
  const given = new Map<string, number>()
  return {
    async check(question) {
      const key = JSON.stringify(question)
      const until = given.get(key)
      if (until !== undefined && elapsedMs() < until) return
      given.delete(key)
      const signal = AbortSignal.timeout(limits.connectMs)
      const answer = await ask.consent(question, signal).catch(() => {
        throw new Fault('ConsentUnknown', 'The center cannot be asked.', 5)
      })
      if (!answer) throw new Fault('ConsentMissing', `For the purpose ${question.purpose}.`)
      if (given.size >= mostRemembered) given.clear()
      given.set(key, elapsedMs() + rememberedMs)
    },
  }
}
