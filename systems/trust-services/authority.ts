import { createHash, randomBytes } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import type { Use } from '#kernel/audit'
import { civilDateOf } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { certificateBody, signed } from './domain/certificate.ts'
import { type Certificate, readCertificate } from './domain/certificate-reader.ts'
import { bitsOf, inside } from './domain/der-reader.ts'
import { type Curve, lifeOf, type ProfileName, profileOf } from './domain/profile.ts'
import { centerSubject, type Subject, writeSubject } from './domain/subject.ts'
import type { Sign } from './keys/key-store.ts'
import type { Keys } from './keys/keys.ts'
import type { RootFolder } from './keys/root-folder.ts'
import {
  findServing,
  type Issued,
  insertCertificate,
  isBarred,
  listAuthorities,
  supersede,
} from './storage/certificates.ts'
import type { Schema } from './storage/schema.ts'

/** Whom a certificate is for, and whose key it certifies. */
export type Order = {
  readonly profile: ProfileName
  readonly holder: string
  readonly subject: Subject
  readonly personId?: Id<'person'>
  readonly names?: { readonly dns?: readonly string[]; readonly uris?: readonly string[] }
  /** A key that is kept elsewhere; without it this center makes and keeps one. */
  readonly publicKey?: Buffer
}

/** Who signs a certificate or a list. */
type Issuer = {
  readonly serial: string
  readonly name: Buffer
  readonly keyIdentifier: Buffer
  readonly curve: Curve
  /** Nothing that it signs is valid longer than itself. */
  readonly notAfter: Date
  readonly sign: Sign
}

export type Authority = ReturnType<typeof openAuthority>

export const center = 'center'

/** Other processes may make an authority: it is seen here after this long at the latest. */
const knownMs = 5_000

/** Certificates are made when they are first needed, not at the wish of somebody logged in. */
const issuingActor: Actor = {
  kind: 'system',
  id: 'trust-services',
  name: 'NDC',
  purpose: 'trust-services.certificates',
  basis: 'Luật Giao dịch điện tử 20/2023/QH15',
  requestId: '',
}

function useOf(subjectId: string): Use {
  const fields = ['name', 'organisation']
  return {
    room: 'trust-services',
    operation: 'certificateIssue',
    subjectId,
    fields,
    outcome: 'changed',
  }
}

/**
 * The hierarchy: a root whose key rests in its folder, below it an issuing authority, and below
 * that every other certificate.
 *
 * @param url Where certificates say that their issuer and revocation data are found.
 */
export function openAuthority(
  kernel: Kernel,
  db: Kysely<Schema>,
  keys: Keys,
  root: RootFolder,
  url: string,
) {
  const { clock, audit } = kernel
  type Own = Transaction<Schema>
  let known: { all: Promise<Issued[]>; until: number } | undefined
  const api = `${url}/api/trust-services/v1`
  const subjectOf = (name: string) => centerSubject(name, kernel.mode === 'demonstration')

  /** Is it time for a successor? Also when the addresses in it are not this center's any more. */
  const isDue = (it: Issued): boolean =>
    it.servesUntil <= clock.now() || (it.url !== url && !isAuthority(it.profile))

  async function insert(own: Own, order: Order, issuer: Issuer | 'itself'): Promise<Issued> {
    const profile = profileOf(order.profile)
    const made = order.publicKey
      ? { id: null, publicKey: order.publicKey }
      : await keys.create(own, profile.curve)
    const { publicKey } = made
    const keyIdentifier = keyIdentifierOf(publicKey)
    const serial = newSerial()
    const wished = lifeOf(profile, clock.now())
    const by: Issuer =
      issuer === 'itself'
        ? {
            ...wished,
            serial: serial.toString('hex'),
            name: writeSubject(order.subject),
            keyIdentifier,
            curve: profile.curve,
            sign: (data) => root.act((sign) => sign(data)),
          }
        : issuer
    const life = wished.notAfter <= by.notAfter ? wished : { ...wished, notAfter: by.notAfter }
    const above = by.keyIdentifier.toString('hex')
    const body = certificateBody({
      profile,
      serial,
      life,
      subject: order.subject,
      publicKey,
      keyIdentifier,
      issuer: by.name,
      issuerKeyIdentifier: by.keyIdentifier,
      issuerCurve: by.curve,
      ...(issuer !== 'itself' && {
        addresses: {
          ...(order.profile !== 'issuing' && { ocsp: `${api}/ocsp` }),
          issuer: `${api}/authorities/${above}.cer`,
          list: `${api}/revocation-lists/${above}.crl`,
        },
      }),
      ...(order.names && { names: order.names }),
    })
    const issued = {
      ...life,
      serial: serial.toString('hex'),
      profile: order.profile,
      holder: order.holder,
      personId: order.personId ?? null,
      commonName: order.subject.commonName ?? '',
      issuerSerial: by.serial,
      keyId: made.id,
      keyIdentifier: keyIdentifier.toString('hex'),
      url,
      der: signed(body, by.curve, await by.sign(body)),
    }
    if (!(await insertCertificate(own, issued))) throw new Error('A certificate was made twice.')
    return { ...issued, supersededAt: null, revocation: null }
  }

  /** An authority as the issuer of something. */
  async function issuerOf(issuing: Issued): Promise<Issuer> {
    const { subjectName } = readCertificate(issuing.der)
    const keyId = issuing.keyId
    return {
      serial: issuing.serial,
      name: subjectName,
      keyIdentifier: Buffer.from(issuing.keyIdentifier, 'hex'),
      curve: profileOf(issuing.profile).curve,
      notAfter: issuing.notAfter,
      sign: keyId ? (data) => keys.sign(keyId, data) : (data) => root.act((sign) => sign(data)),
    }
  }

  /** Roots and issuing authorities, those that retired among them; newest first. */
  function authorities(): Promise<Issued[]> {
    if (!known || known.until < clock.elapsedMs()) {
      known = { all: listAuthorities(db), until: clock.elapsedMs() + knownMs }
      known.all.catch(() => (known = undefined))
    }
    return known.all
  }

  async function issuing(own: Kysely<Schema>): Promise<Issued> {
    const found = await findServing(own, 'issuing', center)
    if (found) return found
    throw noAuthority()
  }

  async function replace(own: Own, order: Order, issuer: Issuer | 'itself'): Promise<Issued> {
    const before = await findServing(own, order.profile, order.holder)
    if (before) await supersede(own, before.serial, clock.now())
    return insert(own, order, issuer)
  }

  /** Makes a root and an issuing authority where there are none. */
  async function establish(own: Own): Promise<void> {
    await lock(own, 'hierarchy')
    let above = await findServing(own, 'root', center)
    if (!above) {
      root.prepare()
      const publicKey = root.publicKey()
      const subject = subjectOf('Cơ quan chứng thực gốc NDC')
      above = await insert(own, { profile: 'root', holder: center, subject, publicKey }, 'itself')
    }
    if (!(await findServing(own, 'issuing', center))) await renewIssuing(own)
  }

  /** The root certifies a new issuing authority; the earlier one goes on answering for its own. */
  async function renewIssuing(own: Own): Promise<Issued> {
    await lock(own, 'hierarchy')
    const above = await findServing(own, 'root', center)
    if (!above) throw new Error('There is no root.')
    const year = civilDateOf(clock.now()).slice(0, 4)
    const mark = randomBytes(2).toString('hex')
    const subject = subjectOf(`Cơ quan chứng thực NDC ${year}-${mark}`)
    return replace(own, { profile: 'issuing', holder: center, subject }, await issuerOf(above))
  }

  return {
    establish,
    renewIssuing,
    issuerOf,
    isDue,

    /** The certificate of this holder that signs now; made when there is none or it is due. */
    async ensure(order: Order, above?: Issued): Promise<Issued> {
      const fits = (it: Issued | undefined): it is Issued =>
        it !== undefined && !isDue(it) && it.commonName === order.subject.commonName
      const found = await findServing(db, order.profile, order.holder)
      if (fits(found)) return found
      return db.transaction().execute(async (own) => {
        await lock(own, `${order.profile} ${order.holder}`)
        const meanwhile = await findServing(own, order.profile, order.holder)
        if (fits(meanwhile)) return meanwhile
        if (await isBarred(own, order.profile, order.holder)) throw holderBarred()
        const made = await replace(own, order, await issuerOf(above ?? (await issuing(own))))
        if (made.personId) await audit.record(own, issuingActor, [useOf(made.personId)])
        return made
      })
    },

    /** Certifies a key that its holder keeps. */
    certify(order: Order & { publicKey: Buffer }): Promise<Issued> {
      return db.transaction().execute(async (own) => {
        await lock(own, `${order.profile} ${order.holder}`)
        return replace(own, order, await issuerOf(await issuing(own)))
      })
    },

    authorities,

    /** Those that answer for what they issued: the present one, and earlier ones until they end. */
    async issuingAuthorities(): Promise<Issued[]> {
      const all = await authorities()
      return all.filter((it) => it.profile === 'issuing' && it.notAfter > clock.now())
    },

    /** Looks anew for authorities; after a transaction that made one. */
    forget(): void {
      known = undefined
    },
  }
}

/** One at a time, also among processes; until the transaction ends. */
async function lock(own: Transaction<Schema>, what: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`trust-services ${what}`}, 0))`.execute(
    own,
  )
}

export function isAuthority(profile: ProfileName): boolean {
  return profile === 'root' || profile === 'issuing'
}

/** SHA-1 of the key alone (RFC 5280, 4.2.1.2): a name for it, and the one OCSP clients use. */
export function keyIdentifierOf(publicKey: Buffer): Buffer {
  const parts = inside(publicKey)
  parts.next(0x30)
  return createHash('sha1')
    .update(bitsOf(parts.next(0x03)))
    .digest()
}

/** 126 random bits in 16 bytes whose first is never zero: the text form has a fixed length. */
function newSerial(): Buffer {
  const serial = randomBytes(16)
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40
  return serial
}

export function chainOf(issued: Issued, authorities: readonly Issued[]): Certificate[] {
  const chain = [issued]
  for (;;) {
    const last = chain.at(-1) as Issued
    const above = authorities.find((it) => it.serial === last.issuerSerial)
    if (!above || above.serial === last.serial) return chain.map((it) => readCertificate(it.der))
    chain.push(above)
  }
}

function noAuthority(): Problem {
  return new Problem(503, 'trust-services.authority-away', {
    vi: 'Cơ quan cấp chứng thư đang ngừng hoạt động; quản trị viên cần cấp lại từ khoá gốc.',
    en: 'There is no issuing authority at work; an operator must have the root certify a new one.',
  })
}

function holderBarred(): Problem {
  return new Problem(403, 'trust-services.holder-barred', {
    vi: 'Chứng thư trước của người giữ này đã bị thu hồi; quản trị viên cần cho phép cấp lại.',
    en: 'The last certificate of this holder was revoked; an operator must reinstate them first.',
  })
}
