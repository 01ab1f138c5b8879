import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { Id } from '#kernel/id'
import type { Job } from '#kernel/jobs'
import { center } from '../changes.ts'
import { afterMove, overlapDays } from '../domain/gateway.ts'
import type { Needs } from '../needs.ts'
import { keyIdOf } from '../signature.ts'
import { endCertificates, insertGatewayCertificate } from '../storage/gateway-certificates.ts'
import { findGateway, type Gateway, updateGateway } from '../storage/gateways.ts'
import { findMember, type Member } from '../storage/members.ts'

/** Makes the certificates of a gateway that was approved, or that has named new keys. */
export function certifyGateway({ kernel, db, trustServices, changes }: Needs): Job {
  const { clock } = kernel

  /** The keys that wait for a certificate. */
  function pending(it: Gateway | undefined): { tls: Buffer; signing: Buffer } | undefined {
    if (!it?.tlsKey || !it.signingKey) return undefined
    if (it.state === 'approved') return { tls: it.tlsKey, signing: it.signingKey }
    if (it.state !== 'active' || !it.nextTlsKey || !it.nextSigningKey) return undefined
    return { tls: it.nextTlsKey, signing: it.nextSigningKey }
  }

  async function certify(it: Gateway, owner: Member, usage: 'tls' | 'signing', publicKey: Buffer) {
    const { hostname } = new URL(it.address ?? '')
    const named = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && usage === 'tls'
    const { serial, certificateChain, notAfter } = await trustServices.certify({
      profile: usage === 'tls' ? 'gateway' : 'system',
      organisation: { id: owner.organisationId ?? owner.id, name: owner.name.vi },
      unit: { id: it.id, name: `${owner.code} ${it.id.slice(-12)}`.slice(0, 64) },
      publicKey,
      ...(named && { hosts: [hostname] }),
    })
    const [leaf] = certificateChain
    if (!leaf) throw new Error('A certificate chain is empty.')
    const spki = new X509Certificate(leaf).publicKey.export({ type: 'spki', format: 'der' })
    return {
      serial,
      gatewayId: it.id,
      usage,
      fingerprint: keyIdOf(leaf),
      chain: certificateChain.map((der) => der.toString('base64')),
      publicKey: spki,
      notAfter,
    }
  }

  return {
    async run({ gatewayId }: { gatewayId: Id<'gateway'> }) {
      const it = await findGateway(db, { id: gatewayId })
      const keys = pending(it)
      const owner = it && (await findMember(db, it.memberId))
      if (!it || !keys || !owner) return
      const tls = await certify(it, owner, 'tls', keys.tls)
      const signing = await certify(it, owner, 'signing', keys.signing)
      await db.transaction().execute(async (tx) => {
        const now = await findGateway(tx, { id: gatewayId }, 'for update')
        const state = now && afterMove(now.state, 'certify')
        // Another try, or a removal, may have come first.
        if (!now || !state || !pending(now)?.signing.equals(keys.signing)) return
        const madeAt = clock.now()
        const until = new Date(madeAt.getTime() + overlapDays * 86_400_000)
        await endCertificates(tx, gatewayId, until)
        await insertGatewayCertificate(tx, { ...tls, madeAt })
        await insertGatewayCertificate(tx, { ...signing, madeAt })
        await updateGateway(tx, {
          ...now,
          state,
          tlsKey: keys.tls,
          signingKey: keys.signing,
          keyId: keyIdOf(keys.signing),
          nextTlsKey: null,
          nextSigningKey: null,
        })
        await changes.make(tx, center, {
          kind: 'gateway-certified',
          subject: `${owner.code} ${now.name}`,
          words: { vi: 'Cấp chứng thư cho cổng kết nối', en: 'Made the certificates of a gateway' },
        })
      })
    },
  }
}
