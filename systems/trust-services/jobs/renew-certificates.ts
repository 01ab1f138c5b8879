import type { Job } from '#kernel/jobs'
import type { Authority } from '../authority.ts'
import type { Revocations } from '../revocation.ts'
import type { TimeStamping } from '../time-stamping.ts'

/** Renews the center's own units before they are due, so that no caller waits for it. */
export function renewCertificates(renew: () => Promise<void>): Job {
  return { cron: '7 3 * * *', run: renew }
}

/** The time-stamp unit, and a responder for each authority; those that are due anew. */
export async function renewUnits(
  authority: Authority,
  revocations: Revocations,
  timeStamping: TimeStamping,
): Promise<void> {
  await timeStamping.unit()
  for (const it of await authority.issuingAuthorities()) await revocations.responderOf(it)
}
