import type { Actor, Purpose } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import {
  type CorrectionMove,
  type CorrectionState,
  dueOn,
  isClosed,
  moved,
} from '../domain/correction.ts'
import {
  type Correction,
  countOpenOf,
  findCorrection,
  insertCorrection,
  insertCorrectionStep,
  setCorrectionState,
  setDelivered,
} from '../storage/corrections.ts'
import type { LinkingNeeds } from './needs.ts'

/** What is wrong, what would be right, and how that is known. */
export type Claim = {
  readonly holds: string
  readonly should: string
  readonly grounds: string
  /** The owner's own id of the record, where whoever filed knows it. */
  readonly recordId: string | null
}

export type Filing = Claim &
  Pick<Correction, 'member' | 'dataset' | 'field' | 'subjectId' | 'filedByKind'>

/**
 * Has the owner's own system make a correction that the owner accepted, through its gateway. False
 * when the owner has none, or the record is not named: then the owner mends it by hand and says
 * so. It may be called again with the same id.
 */
export type DeliverCorrection = (
  correction: Pick<Correction, 'id' | 'member' | 'dataset' | 'field' | 'subjectId'> & Claim,
) => Promise<boolean>

export type Corrections = ReturnType<typeof openCorrections>

const secret = 'data-coordination.correction'

export const correctionPurpose: Purpose = {
  words: {
    vi: 'Đính chính dữ liệu sai tại cơ quan chủ quản',
    en: 'Correcting wrong data at the agency that owns it',
  },
  basis: 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15',
}

/** The owner's system, when it has made a correction by itself. */
const ownersSystem = {
  kind: 'system',
  id: 'data-coordination.deliver-correction',
  purpose: secret,
  basis: correctionPurpose.basis,
} as const

/** One mistake is one correction; who is refused may file again. */
const openAtMost = 1

const eventOf: Record<CorrectionState, string> = {
  filed: 'correction-filed',
  seen: 'correction-seen',
  accepted: 'correction-accepted',
  refused: 'correction-refused',
  applied: 'correction-applied',
}

/**
 * Corrections travel from whoever found an error to the agency that owns the data, and back. Each
 * step announces itself with ids alone, so that both sides are told.
 */
export function openCorrections({ kernel, db }: Pick<LinkingNeeds, 'kernel' | 'db'>) {
  const { clock, audit, events, jobs, secrets } = kernel
  let deliver: DeliverCorrection | undefined

  const claimOf = ({ claimSealed }: Correction): Claim =>
    JSON.parse(secrets.unseal(secret, claimSealed).toString()) as Claim

  const useOf = (it: Correction, operation: string, outcome: 'read' | 'changed') =>
    ({
      room: 'data-coordination',
      operation,
      subjectId: it.subjectId,
      fields: [it.dataset, it.field],
      outcome,
    }) as const

  function file(filing: Filing, actor: Actor): Promise<Correction> {
    const { holds, should, grounds, recordId, ...rest } = filing
    if (holds.trim() === should.trim()) throw nothingToCorrect()
    return db.transaction().execute(async (tx) => {
      const at = clock.now()
      if ((await countOpenOf(tx, filing)) >= openAtMost) throw alreadyFiled()
      const claim: Claim = { holds, should, grounds, recordId }
      const correction: Correction = {
        ...rest,
        id: newId('correction', at),
        claimSealed: secrets.seal(secret, Buffer.from(JSON.stringify(claim))),
        filedById: actor.id,
        filedByName: actor.name,
        filedAt: at,
        dueOn: dueOn(civilDateOf(at)),
        state: 'filed',
        closedAt: null,
        deliveredAt: null,
      }
      await insertCorrection(tx, correction)
      await insertCorrectionStep(tx, correction.id, {
        id: newId('correction-move', at),
        at,
        move: 'file',
        byId: actor.id,
        byName: actor.name,
        reason: null,
      })
      await audit.record(tx, actor, [useOf(correction, 'correctionFile', 'changed')])
      await announce(tx, correction)
      return correction
    })
  }

  function move(
    id: Id<'correction'>,
    { move, reason }: { move: CorrectionMove; reason?: string | undefined },
    actor: Actor,
    mayMove: (correction: Correction) => void,
  ): Promise<Correction> {
    return db.transaction().execute(async (tx) => {
      const correction = await findCorrection(tx, id, 'for update')
      if (!correction) throw correctionUnknown()
      mayMove(correction)
      const state = moved(correction.state, move, reason)
      const at = clock.now()
      const closedAt = isClosed(state) ? at : null
      await setCorrectionState(tx, id, state, closedAt)
      await insertCorrectionStep(tx, id, {
        id: newId('correction-move', at),
        at,
        move,
        byId: actor.id,
        byName: actor.name,
        reason: reason ?? null,
      })
      const after = { ...correction, state, closedAt }
      await audit.record(tx, actor, [useOf(after, 'correctionMove', 'changed')])
      await announce(tx, after)
      if (state === 'accepted') {
        await jobs.ask(tx, 'data-coordination.deliver-correction', { id }, { key: id })
      }
      return after
    })
  }

  const announce = (
    tx: Parameters<typeof events.publish>[0],
    { id, member, dataset, subjectId, filedById, state }: Correction,
  ) =>
    events.publish(tx, `data-coordination.${eventOf[state]}`, {
      correctionId: id,
      member,
      dataset,
      personId: subjectId,
      filedBy: filedById,
    })

  return {
    file,
    move,
    claimOf,
    useOf,
    /** The slot that the exchange fills: how a correction reaches an owner's own system. */
    deliverThrough(how: DeliverCorrection): void {
      deliver = how
    },
    /** The job after the acceptance. An owner's system that is away is tried again later. */
    async deliver(id: Id<'correction'>): Promise<void> {
      const correction = await findCorrection(db, id)
      if (!deliver || correction?.state !== 'accepted') return
      if (!correction.deliveredAt) {
        const { member, dataset, field, subjectId } = correction
        const about = { id, member, dataset, field, subjectId }
        if (!(await deliver({ ...about, ...claimOf(correction) }))) return
        await setDelivered(db, id, clock.now())
      }
      const actor = { ...ownersSystem, name: correction.member, requestId: id }
      await move(id, { move: 'apply' }, actor, () => undefined)
    },
  }
}

export function correctionUnknown(): Problem {
  return new Problem(404, 'data-coordination.correction-unknown', {
    vi: 'Không có yêu cầu đính chính này.',
    en: 'There is no such correction.',
  })
}

function nothingToCorrect(): Problem {
  return new Problem(422, 'data-coordination.correction-changes-nothing', {
    vi: 'Nội dung đề nghị giống với nội dung đang lưu.',
    en: 'What it should say is what it says already.',
  })
}

function alreadyFiled(): Problem {
  return new Problem(409, 'data-coordination.correction-already-filed', {
    vi: 'Đã có yêu cầu đính chính thông tin này đang được xử lý.',
    en: 'A correction of this field is under way already.',
  })
}
