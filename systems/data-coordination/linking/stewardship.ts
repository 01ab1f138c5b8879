import type { Actor } from '#kernel/access'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { checkDecision, type Decision, type Verdict, verdictOf } from '../domain/link-review.ts'
import {
  closeReview,
  findReview,
  insertDecision,
  type LinkReview,
  listDecisions,
  reopenReview,
} from '../storage/link-reviews.ts'
import { findSetting } from '../storage/linkage-runs.ts'
import {
  type Belief,
  beliefOf,
  changeLink,
  findLink,
  type Link,
  listChanges,
} from '../storage/links.ts'
import { changeMerge, findMerge, type RecordMerge } from '../storage/record-merges.ts'
import type { LinkingNeeds } from './needs.ts'
import { useOf } from './save.ts'

export type Stewardship = ReturnType<typeof openStewardship>

/** What stewards do to links and merges. Everything can be undone, and nothing is forgotten. */
export function openStewardship({ kernel, db }: Pick<LinkingNeeds, 'kernel' | 'db'>) {
  const { clock, audit } = kernel

  async function held(tx: Parameters<typeof findLink>[0], id: Id<'link'>): Promise<Link> {
    const link = await findLink(tx, id, 'for update')
    if (!link) throw linkUnknown()
    return link
  }

  /** Says whose row it is. The link changes when enough stewards agree. */
  function decide(
    id: Id<'link-review'>,
    decision: Decision,
    reason: string,
    actor: Actor,
  ): Promise<LinkReview> {
    return db.transaction().execute(async (tx) => {
      const at = clock.now()
      const review = await findReview(tx, id, 'for update')
      if (!review) throw reviewUnknown()
      checkDecision(decision, review)
      await insertDecision(tx, id, {
        id: newId('link-decision', at),
        round: review.round,
        at,
        byId: actor.id,
        byName: actor.name,
        decision,
        reason,
      })
      const { eyes } = await findSetting(tx, review.dataset)
      const said = (await listDecisions(tx, id)).filter((it) => it.round === review.round)
      const verdict = verdictOf(said, eyes)
      if (!verdict) return review
      const link = await held(tx, review.linkId)
      await changeLink(tx, link, believed(link, review, verdict), {
        kind: 'reviewed',
        at,
        byId: actor.id,
        byName: actor.name,
        reason,
      })
      await closeReview(tx, id, at)
      if (verdict.kind === 'match') {
        await audit.record(tx, actor, [{ ...useOf(verdict.personId), operation: 'reviewDecide' }])
      }
      return { ...review, state: 'decided', closedAt: at }
    })
  }

  /** Takes a link back that is wrong; the row is about nobody until it changes. */
  function unlink(id: Id<'link'>, reason: string, actor: Actor): Promise<Link> {
    return db.transaction().execute(async (tx) => {
      const link = await held(tx, id)
      if (link.state !== 'match') throw notLinked()
      const after: Belief = {
        ...beliefOf(link),
        personId: null,
        state: 'none',
        decidedBy: 'steward',
      }
      const at = clock.now()
      const by = { byId: actor.id, byName: actor.name, reason }
      await changeLink(tx, link, after, { kind: 'unlinked', at, ...by })
      return { ...link, ...after, changedAt: at }
    })
  }

  /**
   * Restores exactly what was believed of a row before its last change. What undoes can be undone
   * in the same way. A row that is in doubt again is asked about again.
   */
  function undo(id: Id<'link'>, changeId: string, reason: string, actor: Actor): Promise<Link> {
    return db.transaction().execute(async (tx) => {
      const link = await held(tx, id)
      const [last] = await listChanges(tx, id, 1)
      if (!last || last.id !== changeId) throw notTheLast()
      if (last.before.rowDigest !== link.rowDigest) throw rowChanged()
      const at = clock.now()
      const by = { byId: actor.id, byName: actor.name, reason }
      await changeLink(tx, link, last.before, { kind: 'undone', at, ...by })
      if (last.before.state === 'grey') await reopenReview(tx, id, last.before.rowDigest)
      return { ...link, ...last.before, changedAt: at }
    })
  }

  /** Takes rows apart that were merged, or puts them together again. */
  function changeMergeState(
    id: Id<'record-merge'>,
    to: 'merged' | 'undone',
    reason: string,
    actor: Actor,
  ): Promise<RecordMerge> {
    return db.transaction().execute(async (tx) => {
      const merge = await findMerge(tx, id, 'for update')
      if (!merge) throw mergeUnknown()
      if (merge.state !== (to === 'merged' ? 'undone' : 'merged')) throw mergeNotSo()
      const at = clock.now()
      await changeMerge(tx, id, to, {
        id: newId('record-merge-change', at),
        at,
        kind: to === 'merged' ? 'restored' : 'undone',
        byId: actor.id,
        byName: actor.name,
        reason,
      })
      return { ...merge, state: to }
    })
  }

  return { decide, unlink, undo, changeMergeState }
}

function believed(link: Link, review: LinkReview, verdict: Verdict): Belief {
  if (verdict.kind === 'none') {
    return { ...beliefOf(link), personId: null, state: 'none', decidedBy: 'steward' }
  }
  const chosen = review.candidates.find((it) => it.personId === verdict.personId)
  return {
    ...beliefOf(link),
    personId: verdict.personId as Id<'person'>,
    state: 'match',
    decidedBy: 'steward',
    confidence: chosen?.confidence ?? null,
    weight: chosen?.weight ?? null,
    rarity: chosen?.rarity ?? null,
    vector: chosen?.vector ?? null,
  }
}

export function linkUnknown(): Problem {
  return new Problem(404, 'data-coordination.link-unknown', {
    vi: 'Không có liên kết này.',
    en: 'There is no such link.',
  })
}

export function reviewUnknown(): Problem {
  return new Problem(404, 'data-coordination.review-unknown', {
    vi: 'Không có trường hợp cần xem xét này.',
    en: 'There is no such case for review.',
  })
}

export function mergeUnknown(): Problem {
  return new Problem(404, 'data-coordination.merge-unknown', {
    vi: 'Không có nhóm bản ghi hợp nhất này.',
    en: 'There is no such merge.',
  })
}

function notLinked(): Problem {
  return new Problem(409, 'data-coordination.link-not-made', {
    vi: 'Dòng này hiện không liên kết với ai; vui lòng tải lại.',
    en: 'This row is linked to nobody now; please load it again.',
  })
}

function notTheLast(): Problem {
  return new Problem(409, 'data-coordination.change-not-last', {
    vi: 'Chỉ hoàn tác được thay đổi gần nhất; vui lòng tải lại lịch sử.',
    en: 'Only the last change can be undone; please load the history again.',
  })
}

function rowChanged(): Problem {
  return new Problem(409, 'data-coordination.link-row-changed', {
    vi: 'Dữ liệu của dòng đã thay đổi nên liên kết trước đó không còn áp dụng.',
    en: 'The row itself has changed, so what was believed of it before no longer applies.',
  })
}

function mergeNotSo(): Problem {
  return new Problem(409, 'data-coordination.merge-changed', {
    vi: 'Trạng thái hợp nhất đã thay đổi; vui lòng tải lại.',
    en: 'The merge has changed in the meantime; please load it again.',
  })
}
