import { createHash } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import { join, type Tx } from '#kernel/database'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { type Authority, isAuthority } from './authority.ts'
import { signed } from './domain/certificate.ts'
import { type Certificate, readCertificate } from './domain/certificate-reader.ts'
import { Malformed } from './domain/der-reader.ts'
import {
  certId,
  type OcspRequest,
  ocspBody,
  ocspFailure,
  ocspResponse,
  readOcspRequest,
  type Status,
} from './domain/ocsp.ts'
import type { DigestName } from './domain/oids.ts'
import { barring, listBody, type Reason } from './domain/revocation.ts'
import { centerSubject } from './domain/subject.ts'
import {
  findCertificate,
  findCertificates,
  type Issued,
  liftBar,
  listRevoked,
  saveRevocation,
} from './storage/certificates.ts'
import {
  findRevocationList,
  type RevocationList,
  saveRevocationList,
} from './storage/revocation-lists.ts'
import type { Schema } from './storage/schema.ts'
import type { Unit, Units } from './units.ts'

const hourMs = 3_600_000

/** How long a list speaks, and after how long the next is made. */
const listLife = {
  issuing: { validMs: 24 * hourMs, renewedMs: 6 * hourMs },
  root: { validMs: 365 * 24 * hourMs, renewedMs: 270 * 24 * hourMs },
} as const

/** An answer speaks for this long. */
const answerMs = 15 * 60_000

export type Revocations = ReturnType<typeof openRevocations>

/** Revokes certificates, and tells the world: by lists (RFC 5280) and answers (RFC 6960). */
export function openRevocations(
  kernel: Kernel,
  db: Kysely<Schema>,
  authority: Authority,
  units: Units,
) {
  const { clock, jobs, events, audit } = kernel

  /** Signs a new list when the last is old or `must` say something new. */
  async function publish(issuer: Issued, must: boolean): Promise<RevocationList> {
    const life = listLife[issuer.profile === 'root' ? 'root' : 'issuing']
    return db.transaction().execute(async (own) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(
        ${`trust-services list ${issuer.serial}`}, 0))`.execute(own)
      const now = new Date(Math.floor(clock.now().getTime() / 1000) * 1000)
      const last = await findRevocationList(own, issuer.serial)
      if (last && !must && now.getTime() - last.thisUpdate.getTime() < life.renewedMs) return last
      const list = {
        issuerSerial: issuer.serial,
        number: (last?.number ?? 0n) + 1n,
        thisUpdate: now,
        nextUpdate: new Date(now.getTime() + life.validMs),
      }
      const by = await authority.issuerOf(issuer)
      const revoked = await listRevoked(own, issuer.serial, now)
      const body = listBody({
        ...list,
        number: Number(list.number),
        issuer: by.name,
        issuerKeyIdentifier: by.keyIdentifier,
        issuerCurve: by.curve,
        revoked: revoked.map((it) => ({
          ...it.revocation,
          serial: Buffer.from(it.serial, 'hex'),
        })),
      })
      const made = { ...list, der: signed(body, by.curve, await by.sign(body)) }
      await saveRevocationList(own, made)
      return made
    })
  }

  /** The responder that answers for what an authority issued. */
  const responderOf = (issuing: Issued): Promise<Unit> =>
    units.of(
      {
        profile: 'ocsp',
        holder: `issuer:${issuing.serial}`,
        subject: centerSubject('Trả lời trạng thái chứng thư NDC', kernel.mode === 'demonstration'),
      },
      issuing,
    )

  async function sign(
    responder: Unit,
    answers: readonly { certId: Buffer; status: Status }[],
    nonce?: Buffer,
  ): Promise<Buffer> {
    const producedAt = clock.now()
    const body = ocspBody({
      responderKeyHash: Buffer.from(responder.issued.keyIdentifier, 'hex'),
      producedAt,
      nextUpdate: new Date(producedAt.getTime() + answerMs),
      answers,
      nonce,
    })
    return ocspResponse(body, await responder.sign(body), responder.certificate.bytes)
  }

  return {
    publish,
    responderOf,

    /** Revokes in the caller's transaction; the list follows as a job. */
    async revoke(tx: Tx, serial: string, reason: Reason, actor: Actor): Promise<void> {
      await join<Schema, void>(tx, 'trust-services', async (own) => {
        const it = await findCertificate(own, serial)
        if (!it) throw certificateUnknown()
        if (it.profile === 'root') throw rootStays()
        const at = clock.now()
        if (!(await saveRevocation(own, serial, { at, reason }, actor.name, barring.has(reason)))) {
          return
        }
        await recordUse(own, audit, actor, it, 'certificateRevoke')
        await jobs.ask(own, 'trust-services.publish-lists', { serial: it.issuerSerial })
        await events.publish(own, 'trust-services.certificate-revoked', { serial })
      })
      units.forget()
    },

    /** Lets the holder of a revoked certificate have another. */
    async reinstate(tx: Tx, serial: string, actor: Actor): Promise<void> {
      await join<Schema, void>(tx, 'trust-services', async (own) => {
        const it = await findCertificate(own, serial)
        if (!it) throw certificateUnknown()
        await liftBar(own, serial)
        await recordUse(own, audit, actor, it, 'certificateReinstate')
      })
    },

    /** Publishes the lists that are due. The root's only where its key may be used unasked. */
    async publishDue(): Promise<void> {
      for (const it of await authority.issuingAuthorities()) await publish(it, false)
    },

    /** The newest list of the authority with this key identifier. */
    async listOf(keyIdentifier: string): Promise<RevocationList | undefined> {
      const all = await authority.authorities()
      const issuer = all.find((it) => it.keyIdentifier === keyIdentifier)
      return issuer && findRevocationList(db, issuer.serial)
    },

    /** Answers an OCSPRequest, or says in its own way why not. */
    async answer(bytes: Buffer): Promise<{ response: Buffer; cacheSeconds: number }> {
      const request = readOrFail(bytes)
      if (!request) return { response: ocspFailure('malformed'), cacheSeconds: 0 }
      const issuing = issuerAsked(request, await authority.issuingAuthorities())
      if (!issuing) return { response: ocspFailure('unauthorised'), cacheSeconds: 0 }
      const serials = request.questions.map((it) => it.serial)
      const found = new Map((await findCertificates(db, serials)).map((it) => [it.serial, it]))
      const answers = request.questions.map((it) => ({
        certId: it.bytes,
        status: statusOf(found.get(it.serial), issuing),
      }))
      const response = await sign(await responderOf(issuing), answers, request.nonce)
      return { response, cacheSeconds: request.nonce ? 0 : 60 }
    },

    /** An answer about one of our certificates, to be kept with what it signed. */
    async evidence(unit: Unit): Promise<{ response: Buffer; responder: Certificate }> {
      const [issuer] = unit.above
      const all = await authority.authorities()
      const issuing = all.find((it) => it.serial === unit.issued.issuerSerial)
      if (!issuer || !issuing) throw new Error('A unit without an issuer.')
      const nameHash = createHash('sha1').update(issuer.subjectName).digest()
      const keyHash = Buffer.from(issuing.keyIdentifier, 'hex')
      const id = certId(nameHash, keyHash, unit.certificate.serialBytes)
      const responder = await responderOf(issuing)
      const response = await sign(responder, [{ certId: id, status: 'good' }])
      return { response, responder: responder.certificate }
    },
  }
}

function readOrFail(bytes: Buffer): OcspRequest | undefined {
  try {
    return readOcspRequest(bytes)
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** The authority of ours that all questions are about. */
function issuerAsked(
  { questions }: OcspRequest,
  authorities: readonly Issued[],
): Issued | undefined {
  return authorities.find((it) => {
    const { subjectName, publicKeyBits } = readCertificate(it.der)
    const hash = (digest: DigestName, of: Buffer) => createHash(digest).update(of).digest()
    return questions.every(
      ({ digest, issuerNameHash, issuerKeyHash }) =>
        hash(digest, subjectName).equals(issuerNameHash) &&
        hash(digest, publicKeyBits).equals(issuerKeyHash),
    )
  })
}

function statusOf(found: Issued | undefined, issuing: Issued): Status {
  if (!found || found.issuerSerial !== issuing.serial || isAuthority(found.profile)) {
    return 'unknown'
  }
  return found.revocation ?? 'good'
}

async function recordUse(
  own: Transaction<Schema>,
  audit: Kernel['audit'],
  actor: Actor,
  { personId }: Issued,
  operation: string,
): Promise<void> {
  if (!personId) return
  await audit.record(own, actor, [
    {
      room: 'trust-services',
      operation,
      subjectId: personId,
      fields: ['certificate'],
      outcome: 'changed',
    },
  ])
}

export function certificateUnknown(): Problem {
  return new Problem(404, 'trust-services.certificate-unknown', {
    vi: 'Trung tâm không cấp chứng thư nào có số này.',
    en: 'This center issued no certificate with this serial number.',
  })
}

function rootStays(): Problem {
  return new Problem(409, 'trust-services.root-stays', {
    vi: 'Không thể thu hồi chứng thư gốc; hãy ngừng tin cậy nó ở phía người kiểm tra.',
    en: 'A root is not revoked; those who check must stop trusting it.',
  })
}
