import type { Actor } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import {
  ReviewDecide,
  ReviewDecided,
  ReviewList,
  ReviewNext,
  ReviewParams,
  ReviewQuery,
  ReviewView,
} from '../contract-linking.ts'
import type { LinkingNeeds } from '../linking/needs.ts'
import { reviewUnknown, type Stewardship } from '../linking/stewardship.ts'
import { candidateView, rowSide, type SealedRow } from '../linking/views.ts'
import { findDataset } from '../storage/datasets.ts'
import { validCodes } from '../storage/dictionary.ts'
import {
  countOpenReviews,
  findReview,
  type LinkReview,
  listDecisions,
  listOpenReviews,
} from '../storage/link-reviews.ts'
import { findRun, findSetting } from '../storage/linkage-runs.ts'
import { stewards } from './links.ts'
import { ownersOf } from './ownership.ts'

/** /link-reviews — stewards look at rows in doubt, side by side with who they may be about. */
export function linkReviewRoutes(needs: LinkingNeeds, stewardship: Stewardship): Routes {
  const { db, kernel, population } = needs
  const access = { official: stewards, purpose: 'data-coordination.linkage' }

  async function viewOf(review: LinkReview, actor: Actor): Promise<ReviewView> {
    const today = civilDateOf(kernel.clock.now())
    const [run, setting, said, dataset, codes, { commune }, ...people] = await Promise.all([
      findRun(db, review.runId),
      findSetting(db, review.dataset),
      listDecisions(db, review.id),
      findDataset(db, review.dataset),
      validCodes(db, today),
      population.gazetteer(),
      ...review.candidates.map((it) => population.person(it.personId)),
    ])
    await kernel.audit.settle(
      actor,
      review.candidates.map(({ personId }) => ({
        room: 'data-coordination',
        operation: 'linkReviewRead',
        subjectId: personId,
        fields: ['number', 'fullName', 'birthOn', 'sex', 'currentResidence'],
        outcome: 'read',
      })),
    )
    const named = { commune, sexes: codes.get('sex') ?? [] }
    const row = kernel.secrets.unseal('data-coordination.review', review.rowSealed)
    return {
      id: review.id,
      dataset: review.dataset,
      datasetTitle: dataset?.title ?? { vi: review.dataset, en: review.dataset },
      linkId: review.linkId,
      state: review.state,
      openedAt: review.openedAt.toISOString(),
      eyes: setting.eyes,
      row: rowSide(JSON.parse(row.toString()) as SealedRow, named),
      candidates: review.candidates.map((it, at) =>
        candidateView(it, people[at], run?.model, named),
      ),
      decisions: said.map((it) => ({
        at: it.at.toISOString(),
        byName: it.byName,
        mine: it.byId === actor.id,
        decision: it.decision.kind,
        personId: it.decision.kind === 'match' ? (it.decision.personId as never) : null,
        reason: it.reason,
        counts: it.round === review.round,
      })),
    }
  }

  return async (app) => {
    app.get(
      '/link-reviews',
      {
        config: { access },
        schema: {
          operationId: 'linkReviewList',
          summary: 'Rows in doubt, the surest first; those I have decided come last',
          querystring: ReviewQuery,
          response: { 200: ReviewList },
        },
      },
      async (request) => {
        const { dataset, limit } = request.query
        const where = { dataset, owners: await ownersOf(needs, request) }
        const mine = { ...where, stewardId: request.actor.id }
        const found = await listOpenReviews(db, mine, limit ?? pageSize.default)
        return {
          open: await countOpenReviews(db, where),
          items: found.map(({ review, spoken }) => ({
            id: review.id,
            dataset: review.dataset,
            confidence: review.confidence,
            candidates: review.candidates.length,
            openedAt: review.openedAt.toISOString(),
            spoken,
          })),
        }
      },
    )

    app.get(
      '/link-reviews/next',
      {
        config: { access },
        schema: {
          operationId: 'linkReviewNext',
          summary: 'The next row in doubt that I have not decided, with both sides',
          querystring: ReviewQuery,
          response: { 200: ReviewNext },
        },
      },
      async (request) => {
        const { actor, query } = request
        const where = { dataset: query.dataset, owners: await ownersOf(needs, request) }
        const [next] = await listOpenReviews(db, { ...where, stewardId: actor.id }, 1)
        return {
          open: await countOpenReviews(db, where),
          review: next && !next.spoken ? await viewOf(next.review, actor) : null,
        }
      },
    )

    app.get(
      '/link-reviews/:id',
      {
        config: { access },
        schema: {
          operationId: 'linkReviewRead',
          summary: 'A row in doubt: both sides, their differences, and what was said',
          params: ReviewParams,
          response: { 200: ReviewView },
        },
      },
      async ({ params, actor }) => {
        const review = await findReview(db, params.id)
        if (!review) throw reviewUnknown()
        return viewOf(review, actor)
      },
    )

    app.post(
      '/link-reviews/:id/decisions',
      {
        config: { access },
        schema: {
          operationId: 'linkReviewDecide',
          summary: 'Say whose row it is, that it is nobody’s, or that I am unsure',
          params: ReviewParams,
          body: ReviewDecide,
          response: { 200: ReviewDecided },
        },
      },
      async (request) => {
        const { params, body, actor } = request
        const decision =
          body.decision === 'match'
            ? { kind: body.decision, personId: body.personId }
            : { kind: body.decision }
        const review = await stewardship.decide(params.id, decision, body.reason, actor)
        const open = await countOpenReviews(db, { owners: await ownersOf(needs, request) })
        return { state: review.state, open }
      },
    )
  }
}
