import { X509Certificate } from 'node:crypto'
import { type Id, newId } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { By } from './changes.ts'
import { type MemberClass, parseSubsystemId } from './domain/identifier.ts'
import type { Needs } from './needs.ts'
import { malformed, notYours, stillInUse, taken, unknown } from './problems.ts'
import {
  deleteSystemCertificate,
  findMember,
  findSubsystem,
  insertMember,
  insertSubsystem,
  insertSystemCertificate,
  listSubsystems,
  type Member,
  removeMember,
  removeSubsystem,
  type Subsystem,
  setPlain,
  usesOfSubsystem,
} from './storage/members.ts'

/** Does it belong to an organisation that they act for? */
export function mayFor(by: By, { organisationId }: Pick<Member, 'organisationId'>): boolean {
  if (by.organisations === 'all') return true
  return organisationId !== null && by.organisations.includes(organisationId)
}

export type Members = ReturnType<typeof openMembers>

/** Who takes part in the exchange, and with which information systems. */
export function openMembers({
  kernel: { clock },
  db,
  changes,
}: Pick<Needs, 'kernel' | 'db' | 'changes'>) {
  async function member(by: By, id: Id<'member'>): Promise<Member> {
    const found = await findMember(db, id)
    if (!found) throw unknown('member')
    if (!mayFor(by, found)) throw notYours()
    return found
  }

  /** A subsystem that they may act for. */
  async function subsystem(by: By, id: Id<'subsystem'>): Promise<Subsystem> {
    const found = await findSubsystem(db, { id })
    if (!found) throw unknown('subsystem')
    await member(by, found.memberId)
    return found
  }

  return {
    member,
    subsystem,

    /** Admits an agency or firm. */
    async admit(
      by: By,
      it: {
        memberClass: MemberClass
        code: string
        name: Words
        organisationId: string | null
      },
    ): Promise<Id<'member'>> {
      const since = clock.now()
      const id = newId('member', since)
      const code = `${it.memberClass}/${it.code}`
      await db.transaction().execute(async (tx) => {
        if (!(await insertMember(tx, { ...it, id, since, ownCode: it.code }))) throw taken(code)
        await changes.make(tx, by, {
          kind: 'member-admitted',
          subject: `VN/${code}`,
          words: { vi: `Kết nạp ${it.name.vi}`, en: `Admitted ${it.name.en}` },
        })
      })
      return id
    },

    async remove(by: By, id: Id<'member'>): Promise<void> {
      const found = await member(by, id)
      await db.transaction().execute(async (tx) => {
        if ((await listSubsystems(tx, id)).length > 0) throw stillInUse()
        await removeMember(tx, id, clock.now())
        await changes.make(tx, by, {
          kind: 'member-removed',
          subject: found.code,
          words: { vi: `Cho ${found.name.vi} rút khỏi`, en: `Removed ${found.name.en}` },
        })
      })
    },

    async addSubsystem(
      by: By,
      memberId: Id<'member'>,
      it: { code: string; name: Words; plain: boolean },
    ): Promise<Id<'subsystem'>> {
      const owner = await member(by, memberId)
      const since = clock.now()
      const id = newId('subsystem', since)
      const code = parseSubsystemId(`${owner.code}/${it.code}`)
      if (!code) throw unknown('subsystem')
      await db.transaction().execute(async (tx) => {
        const { name, plain } = it
        const made = { id, code, memberId, name, plain, since }
        if (!(await insertSubsystem(tx, made))) throw taken(code)
        await changes.make(tx, by, {
          kind: 'subsystem-added',
          subject: code,
          words: { vi: `Thêm hệ thống ${name.vi}`, en: `Added the system ${name.en}` },
        })
      })
      return id
    },

    async removeSubsystem(by: By, id: Id<'subsystem'>): Promise<void> {
      const { code, name } = await subsystem(by, id)
      await db.transaction().execute(async (tx) => {
        if ((await usesOfSubsystem(tx, id, clock.now())) > 0) throw stillInUse()
        await removeSubsystem(tx, id, clock.now())
        await changes.make(tx, by, {
          kind: 'subsystem-removed',
          subject: code,
          words: { vi: `Gỡ hệ thống ${name.vi}`, en: `Removed the system ${name.en}` },
        })
      })
    },

    /** May it speak from its gateway's own machine without a certificate? */
    async setPlain(by: By, id: Id<'subsystem'>, plain: boolean): Promise<void> {
      const { code } = await subsystem(by, id)
      await db.transaction().execute(async (tx) => {
        await setPlain(tx, id, plain)
        await changes.make(tx, by, {
          kind: 'subsystem-changed',
          subject: code,
          words: plain
            ? { vi: 'Cho kết nối nội bộ không cần chứng thư', en: 'Lets it speak plainly locally' }
            : { vi: 'Bắt buộc có chứng thư', en: 'Demands a certificate' },
        })
      })
    },

    /** Lets a program with this certificate (PEM) speak for the subsystem. */
    async addCertificate(by: By, id: Id<'subsystem'>, pem: string): Promise<void> {
      const { code } = await subsystem(by, id)
      const certificate = readPem(pem)
      const now = clock.now()
      const notAfter = new Date(certificate.validTo)
      if (notAfter <= now) {
        throw malformed({ vi: 'Chứng thư đã hết hạn.', en: 'The certificate has expired.' })
      }
      const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase()
      const subject = certificate.subject.replaceAll('\n', ', ').slice(0, 300)
      await db.transaction().execute(async (tx) => {
        const made = { subsystemId: id, fingerprint, subject, notAfter }
        if (!(await insertSystemCertificate(tx, made, now))) throw taken(fingerprint)
        await changes.make(tx, by, {
          kind: 'system-certificate-added',
          subject: code,
          words: { vi: `Thêm chứng thư ${subject}`, en: `Added the certificate of ${subject}` },
        })
      })
    },

    async removeCertificate(by: By, id: Id<'subsystem'>, fingerprint: string): Promise<void> {
      const { code } = await subsystem(by, id)
      await db.transaction().execute(async (tx) => {
        if (!(await deleteSystemCertificate(tx, id, fingerprint))) throw unknown('certificate')
        await changes.make(tx, by, {
          kind: 'system-certificate-removed',
          subject: code,
          words: {
            vi: `Gỡ chứng thư ${fingerprint}`,
            en: `Removed the certificate ${fingerprint}`,
          },
        })
      })
    },
  }
}

function readPem(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw malformed({
      vi: 'Đây không phải là chứng thư X.509 ở dạng PEM.',
      en: 'This is not an X.509 certificate in PEM.',
    })
  }
}
