import type { Clock } from '#kernel/clock'
import { sha256 } from '#kernel/digest'
import { type Authority, chainOf, type Order } from './authority.ts'
import type { Certificate } from './domain/certificate-reader.ts'
import { type SignerBlock, signerBlock } from './domain/signed-data.ts'
import type { Sign } from './keys/key-store.ts'
import type { Keys } from './keys/keys.ts'
import type { Issued } from './storage/certificates.ts'

/** A certificate that signs, with all that signing with it needs. */
export type Unit = {
  readonly issued: Issued
  readonly certificate: Certificate
  /** The authorities above it, the root last. */
  readonly above: readonly Certificate[]
  /** The certificates to send along: the root is not among them, since it is trusted or not. */
  readonly chain: readonly Buffer[]
  readonly block: SignerBlock
  readonly sign: Sign
}

export type Units = ReturnType<typeof openUnits>

/** A unit is looked up anew after this long; revocation is checked at each signature anyway. */
const keptMs = 60_000
const maxKept = 2_000

/** Keeps the units that sign often at hand. */
export function openUnits(clock: Clock, authority: Authority, keys: Keys) {
  const known = new Map<string, { unit: Promise<Unit>; until: number }>()

  async function authoritiesFor({ issuerSerial }: Issued): Promise<Issued[]> {
    const found = await authority.authorities()
    if (found.some((it) => it.serial === issuerSerial)) return found
    authority.forget()
    return authority.authorities()
  }

  async function make(order: Order, above?: Issued): Promise<Unit> {
    const issued = await authority.ensure(order, above)
    const [certificate, ...parents] = chainOf(issued, await authoritiesFor(issued))
    if (!certificate || !issued.keyId) throw new Error(`${issued.serial} has no key here.`)
    const { keyId } = issued
    const chain = [certificate, ...parents.slice(0, -1)].map((it) => it.bytes)
    return {
      issued,
      certificate,
      above: parents,
      chain,
      block: signerBlock(
        certificate.issuerName,
        certificate.serialBytes,
        sha256(certificate.bytes),
        chain,
      ),
      sign: (data) => keys.sign(keyId, data),
    }
  }

  return {
    /** The unit of this holder that signs now. */
    async of(order: Order, above?: Issued): Promise<Unit> {
      const key = `${order.profile} ${order.holder} ${order.subject.commonName}`
      const found = known.get(key)
      if (found && found.until > clock.elapsedMs()) {
        const unit = await found.unit
        if (!authority.isDue(unit.issued)) return unit
      }
      if (known.size >= maxKept) known.delete(known.keys().next().value as string)
      const unit = make(order, above)
      known.set(key, { unit, until: clock.elapsedMs() + keptMs })
      unit.catch(() => known.delete(key))
      return unit
    },

    /** Forgets what was known; after a revocation. */
    forget(): void {
      known.clear()
    },
  }
}
