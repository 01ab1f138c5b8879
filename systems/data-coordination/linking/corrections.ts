import type { Actor } from '#kernel/access'
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
export type Claim = { readonly holds: string; readonly should: string; readonly grounds: string }

export type Filing = Claim &
  Pick<Correction, 'member' | 'dataset' | 'field' | 'subjectId' | 'filedByKind'>

/**
 * Hands a correction to the owner's own system, through its gateway. False when the owner has
 * none: then it finds the correction in its queue alone. It may be called again with the same id.
 */
export type DeliverCorrection = (
  correction: Pick<Correction, 'id' | 'member' | 'dataset' | 'field' | 'subjectId'> & Claim,
) => Promise<boolean>

export type Corrections = ReturnType<typeof openCorrections>

const secret = 'data-coordination.correction'
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
    const { holds, should, grounds, ...rest } = filing
    if (holds.trim() === should.trim()) throw nothingToCorrect()
    return db.transaction().execute(async (tx) => {
      const at = clock.now()
      if ((await countOpenOf(tx, filing)) >= openAtMost) throw alreadyFiled()
      const claim: Claim = { holds, should, grounds }
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
      const id = correction.id
      await jobs.ask(tx, 'data-coordination.deliver-correction', { id }, { key: id })
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
    /** The job after filing. An owner's system that is away is tried again later. */
    async deliver(id: Id<'correction'>): Promise<void> {
      const correction = await findCorrection(db, id)
      if (!deliver || !correction || correction.deliveredAt) return
      const { member, dataset, field, subjectId } = correction
      const taken = await deliver({
        id,
        member,
        dataset,
        field,
        subjectId,
        ...claimOf(correction),
      })
      if (taken) await setDelivered(db, id, clock.now())
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
