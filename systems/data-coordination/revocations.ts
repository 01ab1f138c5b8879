import type { Transaction } from 'kysely'
import type { Event } from '#kernel/events'
import { center } from './changes.ts'
import type { Needs } from './needs.ts'
import { markRevoked } from './storage/gateway-certificates.ts'
import type { Schema } from './storage/schema.ts'

/** A gateway's certificate that was revoked is told to all gateways. */
export function followRevocations({ kernel, changes }: Pick<Needs, 'kernel' | 'changes'>): void {
  const consume = async (tx: Transaction<Schema>, event: Event<{ serial: string }>) => {
    const { serial } = event.body
    if (!(await markRevoked(tx, serial, event.at))) return
    await changes.make(tx, center, {
      kind: 'gateway-certificate-revoked',
      subject: serial,
      words: {
        vi: 'Chứng thư của cổng bị thu hồi',
        en: 'The certificate of a gateway was revoked',
      },
    })
  }
  kernel.events.subscribe('data-coordination', 'trust-services.certificate-revoked', consume)
}
