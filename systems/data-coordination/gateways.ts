import { createPublicKey } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Actor } from '#kernel/access'
import { sha256 } from '#kernel/digest'
import { type Id, newId, newSecret } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { By, Step } from './changes.ts'
import type { GatewayJoin, GatewayRenewal, GatewayStanding } from './contract-gateway.ts'
import { afterMove, type GatewayMove } from './domain/gateway.ts'
import { codeHours, writeJoinToken } from './domain/joining.ts'
import { type Members, mayFor } from './members.ts'
import type { Needs } from './needs.ts'
import { malformed, notYours, unknown, wrongState } from './problems.ts'
import { keyIdOf } from './signature.ts'
import { isInForce, listGatewayCertificates, markRevoked } from './storage/gateway-certificates.ts'
import {
  findGateway,
  type Gateway,
  insertGateway,
  replaceAlarms,
  setServed,
  updateGateway,
} from './storage/gateways.ts'
import { findMember } from './storage/members.ts'
import type { Schema } from './storage/schema.ts'

type Own = Transaction<Schema>
type Parts = Pick<Needs, 'kernel' | 'db' | 'changes' | 'trustServices'> & { members: Members }

export type Gateways = ReturnType<typeof openGateways>

const hourMs = 3_600_000

/** Invited by a one-time code, joined with keys of their own, approved by an operator. */
export function openGateways({ kernel, db, changes, trustServices, members }: Parts) {
  const { clock, jobs } = kernel

  const newCode = () => {
    const code = newSecret()
    const codeEndsAt = new Date(clock.now().getTime() + codeHours * hourMs)
    return { code, kept: { codeSha256: digest(code), codeEndsAt } }
  }

  /** The line of text that joins a gateway with this code. */
  async function tokenOf(code: string): Promise<string> {
    const [root] = await trustServices.authorities()
    if (!root) throw new Error('There is no root certificate.')
    return writeJoinToken({ url: kernel.publicUrl, code, root: keyIdOf(root) })
  }

  /** Locks the gateway and makes a move with it, in one transaction with its entry in the log. */
  function move(
    by: By,
    id: Id<'gateway'>,
    kind: GatewayMove | undefined,
    step: Omit<Step, 'subject'>,
    change: (tx: Own, it: Gateway) => Promise<Partial<Gateway>>,
  ): Promise<void> {
    return db.transaction().execute(async (tx) => {
      const it = await findGateway(tx, { id }, 'for update')
      const owner = it && (await findMember(tx, it.memberId))
      if (!it || !owner) throw unknown('gateway')
      if (!mayFor(by, owner)) throw notYours()
      const state = kind ? afterMove(it.state, kind) : it.state
      if (!state || (!kind && state === 'removed')) throw wrongState(it.state)
      await updateGateway(tx, { ...it, state, ...(await change(tx, it)) })
      await changes.make(tx, by, { ...step, subject: `${owner.code} ${it.name}` })
    })
  }

  const decided = (by: By) => ({ decidedAt: clock.now(), decidedBy: by.name })

  return {
    /** Registers a gateway for some of a member's subsystems. The token is told this once. */
    async invite(
      by: By,
      it: { memberId: Id<'member'>; name: string; subsystemIds: readonly Id<'subsystem'>[] },
    ): Promise<{ id: Id<'gateway'>; token: string }> {
      const owner = await members.member(by, it.memberId)
      await ownSubsystems(by, it.memberId, it.subsystemIds)
      const registeredAt = clock.now()
      const id = newId('gateway', registeredAt)
      const { code, kept } = newCode()
      await db.transaction().execute(async (tx) => {
        const { memberId, name } = it
        await insertGateway(tx, { ...blank, ...kept, id, memberId, name, registeredAt })
        await setServed(tx, id, it.subsystemIds)
        await changes.note(tx, by, {
          kind: 'gateway-invited',
          subject: `${owner.code} ${name}`,
          words: { vi: `Đăng ký cổng kết nối ${name}`, en: `Registered the gateway ${name}` },
        })
      })
      return { id, token: await tokenOf(code) }
    },

    /** Another code in the place of the one before. */
    async inviteAgain(by: By, id: Id<'gateway'>): Promise<string> {
      const { code, kept } = newCode()
      await move(by, id, 'invite', said('code-made'), async () => kept)
      return tokenOf(code)
    },

    /** The operator has compared the fingerprint: certificates are made next. */
    async approve(by: By, id: Id<'gateway'>): Promise<void> {
      await move(by, id, 'approve', said('approved'), async (tx) => {
        await jobs.ask(tx, 'data-coordination.certify-gateway', { gatewayId: id }, { key: id })
        return decided(by)
      })
    },

    async refuse(by: By, id: Id<'gateway'>): Promise<void> {
      await move(by, id, 'refuse', said('refused'), async () => decided(by))
    },

    /** Ends a gateway for good: its certificates are revoked with it. */
    async remove(by: By, actor: Actor, id: Id<'gateway'>): Promise<void> {
      await move(by, id, 'remove', said('removed'), async (tx) => {
        const now = clock.now()
        for (const it of await listGatewayCertificates(tx, id)) {
          if (it.revokedAt !== null || it.notAfter <= now) continue
          await markRevoked(tx, it.serial, now)
          await trustServices.revoke(tx, it.serial, 'cessation-of-operation', actor)
        }
        await replaceAlarms(tx, id, [])
        return { codeSha256: null, codeEndsAt: null }
      })
    },

    async serve(by: By, id: Id<'gateway'>, subsystems: readonly Id<'subsystem'>[]): Promise<void> {
      await move(by, id, undefined, said('changed'), async (tx, it) => {
        await ownSubsystems(by, it.memberId, subsystems)
        await setServed(tx, id, subsystems)
        return {}
      })
    },

    /** It is found somewhere else from now on. */
    async relocate(by: By, id: Id<'gateway'>, address: string): Promise<void> {
      await move(by, id, undefined, said('changed'), async () => ({ address }))
    },

    /** A gateway shows its code and its keys. The same keys again are told how it stands. */
    async join({ code, address, tlsKey, signingKey }: GatewayJoin): Promise<GatewayStanding> {
      const [tls, signing] = [readKey(tlsKey), readKey(signingKey)]
      const keyId = keyIdOf(signing)
      const id = await db.transaction().execute(async (tx) => {
        const known = await findGateway(tx, { keyId })
        if (known) return known.id
        const it = await findGateway(tx, { codeSha256: digest(code) }, 'for update')
        const owner = it && (await findMember(tx, it.memberId))
        if (!it?.codeEndsAt || it.codeEndsAt <= clock.now() || !owner) throw codeWrong()
        const state = afterMove(it.state, 'join')
        if (!state) throw codeWrong()
        await updateGateway(tx, {
          ...it,
          state,
          address,
          keyId,
          tlsKey: tls,
          signingKey: signing,
          joinedAt: clock.now(),
          codeSha256: null,
          codeEndsAt: null,
        })
        await changes.note(
          tx,
          { id: it.id, name: it.name, organisations: [] },
          { ...said('joined'), subject: `${owner.code} ${it.name}` },
        )
        return it.id
      })
      return standing(id)
    },

    standing,

    /** New keys before the certificates end; the earlier ones are good a while longer. */
    async renew(id: Id<'gateway'>, order: GatewayRenewal): Promise<GatewayStanding> {
      const [nextTlsKey, nextSigningKey] = [readKey(order.tlsKey), readKey(order.signingKey)]
      await db.transaction().execute(async (tx) => {
        const it = await findGateway(tx, { id }, 'for update')
        if (it?.state !== 'active') throw wrongState(it?.state ?? 'removed')
        if (it.signingKey?.equals(nextSigningKey) && it.tlsKey?.equals(nextTlsKey)) return
        await updateGateway(tx, { ...it, nextTlsKey, nextSigningKey })
        await jobs.ask(tx, 'data-coordination.certify-gateway', { gatewayId: id }, { key: id })
      })
      return standing(id)
    },
  }

  async function ownSubsystems(
    by: By,
    memberId: Id<'member'>,
    ids: readonly Id<'subsystem'>[],
  ): Promise<void> {
    for (const id of ids) {
      if ((await members.subsystem(by, id)).memberId !== memberId) throw notYours()
    }
  }

  /** How a gateway stands, with the newest certificates over the keys that it named last. */
  async function standing(id: Id<'gateway'>): Promise<GatewayStanding> {
    const it = await findGateway(db, { id })
    if (!it) throw unknown('gateway')
    const waiting = { gatewayId: id, tlsChain: [], signingChain: [] }
    if (it.state === 'refused' || it.state === 'removed') return { ...waiting, state: 'refused' }
    if (it.state !== 'active' || it.nextSigningKey) return { ...waiting, state: 'waiting' }
    const now = clock.now()
    const all = await listGatewayCertificates(db, id)
    const chain = (usage: 'tls' | 'signing') => [
      ...(all.find(
        (found) => found.usage === usage && found.untilAt === null && isInForce(found, now),
      )?.chain ?? []),
    ]
    return {
      gatewayId: id,
      state: 'approved',
      tlsChain: chain('tls'),
      signingChain: chain('signing'),
    }
  }
}

const blank: Omit<Gateway, 'id' | 'memberId' | 'name' | 'registeredAt'> = {
  state: 'invited',
  codeSha256: null,
  codeEndsAt: null,
  address: null,
  tlsKey: null,
  signingKey: null,
  keyId: null,
  nextTlsKey: null,
  nextSigningKey: null,
  joinedAt: null,
  decidedAt: null,
  decidedBy: null,
}

const steps = {
  'code-made': { vi: 'Cấp mã kết nối mới', en: 'Made a new code' },
  joined: { vi: 'Cổng kết nối đã gửi khóa, chờ phê duyệt', en: 'Joined; waits for approval' },
  approved: { vi: 'Phê duyệt cổng kết nối', en: 'Approved the gateway' },
  refused: { vi: 'Từ chối cổng kết nối', en: 'Refused the gateway' },
  removed: { vi: 'Gỡ cổng kết nối, thu hồi chứng thư', en: 'Removed; certificates revoked' },
  changed: { vi: 'Thay đổi cổng kết nối', en: 'Changed the gateway' },
} as const

const said = (kind: keyof typeof steps) => ({ kind: `gateway-${kind}`, words: steps[kind] })

function digest(code: string): string {
  return sha256(code).toString('base64url')
}

/** A key on P-256 (SPKI, base64url). */
function readKey(text: string): Buffer {
  const der = Buffer.from(text, 'base64url')
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return der
  } catch {
    // falls through to the refusal
  }
  throw malformed({
    vi: 'Khóa phải là SPKI trên đường cong P-256.',
    en: 'A key must be an SPKI on the curve P-256.',
  })
}

function codeWrong(): Problem {
  return new Problem(403, 'data-coordination.join-code-wrong', {
    vi: 'Mã kết nối không đúng, đã dùng hoặc đã quá 24 giờ; hãy xin mã mới.',
    en: 'The code is wrong, used, or older than 24 hours; please ask for a new one.',
  })
}
