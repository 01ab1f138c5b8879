import { officeFor, type Principal } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import { pageSize } from '#kernel/contract'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import {
  CorrectionFile,
  CorrectionList,
  CorrectionMove,
  CorrectionParams,
  CorrectionQueueQuery,
  CorrectionView,
} from '../contract-linking.ts'
import { ageOf, stateWords } from '../domain/correction.ts'
import { type Corrections, correctionUnknown } from '../linking/corrections.ts'
import type { LinkingNeeds } from '../linking/needs.ts'
import {
  type Correction,
  type CorrectionStep,
  findCorrection,
  listCorrectionQueue,
  listCorrectionSteps,
  listCorrectionsOf,
} from '../storage/corrections.ts'
import { listMembers } from '../storage/members.ts'
import { stewards } from './links.ts'

type Steward = { personId: Id<'person'>; accountId: string; members: readonly string[] | null }

/** /corrections — an error in an agency's data travels to its owner, and the answer back. */
export function correctionRoutes(needs: LinkingNeeds, corrections: Corrections): Routes {
  const { db, kernel, population, identity } = needs
  const purpose = 'data-coordination.correction'
  const anyone = { person: { level: 1 }, official: stewards, purpose } as const
  const owners = { official: stewards, purpose } as const

  /** The owners for whom somebody acts: their own agency, or all at the National Data Center. */
  async function stewardOf(principal: Principal): Promise<Steward> {
    const { personId, accountId } = principal as Extract<Principal, { kind: 'person' }>
    const office = officeFor(stewards, principal)
    const who = { personId: personId as Id<'person'>, accountId }
    if (!office) return { ...who, members: [] }
    const id = office.organisationId as Id<'organisation'>
    const organisation = await identity.organisation(id)
    if (organisation?.kind === 'data-center') return { ...who, members: null }
    const members = (await listMembers(db)).filter((it) => it.organisationId === id)
    return { ...who, members: members.map((it) => it.code) }
  }

  const actsFor = ({ members }: Steward, { member }: Correction): boolean =>
    members === null || members.includes(member)

  async function viewsOf(all: readonly Correction[]): Promise<CorrectionView[]> {
    const steps = await listCorrectionSteps(
      db,
      all.map((it) => it.id),
    )
    const today = civilDateOf(kernel.clock.now())
    return all.map((it) => {
      const { days, late } = ageOf(
        {
          filedOn: civilDateOf(it.filedAt),
          dueOn: it.dueOn,
          closedOn: it.closedAt && civilDateOf(it.closedAt),
        },
        today,
      )
      return {
        id: it.id,
        member: it.member,
        dataset: it.dataset,
        field: it.field,
        ...corrections.claimOf(it),
        state: it.state,
        stateWords: stateWords[it.state],
        filedBy: it.filedByKind,
        filedByName: it.filedByName,
        filedAt: it.filedAt.toISOString(),
        dueOn: it.dueOn,
        ageDays: days,
        late,
        deliveredAt: it.deliveredAt?.toISOString() ?? null,
        moves: (steps.get(it.id) ?? []).map(stepView),
      }
    })
  }
  const viewOf = async (it: Correction) => (await viewsOf([it]))[0] as CorrectionView

  return async (app) => {
    app.post(
      '/corrections',
      {
        config: { access: { ...anyone, limitPerMinute: 20 } },
        schema: {
          operationId: 'correctionFile',
          summary: 'Tell an agency that what it holds of a person is wrong',
          body: CorrectionFile,
          response: { 201: CorrectionView },
        },
      },
      async (request, reply) => {
        const { personId, recordId = null, ...claim } = request.body
        const own = (await stewardOf(request.principal)).personId
        const official = request.actor.kind === 'official' && personId !== undefined
        const subjectId = personId ?? own
        if (subjectId !== own && !official) throw notYours()
        if (official && !(await population.person(subjectId))) throw subjectUnknown()
        const filing = {
          ...claim,
          recordId,
          subjectId,
          filedByKind: official ? 'official' : 'person',
        } as const
        const correction = await corrections.file(filing, request.actor)
        return reply.code(201).send(await viewOf(correction))
      },
    )

    app.get(
      '/corrections',
      {
        config: { access: anyone },
        schema: {
          operationId: 'correctionList',
          summary: 'Corrections about me or filed by me, newest first',
          response: { 200: CorrectionList },
        },
      },
      async ({ principal }) => {
        const { personId, accountId } = await stewardOf(principal)
        const who = { subjectId: personId, accountId }
        return { items: await viewsOf(await listCorrectionsOf(db, who, pageSize.max)) }
      },
    )

    app.get(
      '/corrections/queue',
      {
        config: { access: owners },
        schema: {
          operationId: 'correctionQueue',
          summary: 'Corrections that wait for the agencies I act for, the most urgent first',
          querystring: CorrectionQueueQuery,
          response: { 200: CorrectionList },
        },
      },
      async ({ query: { member, limit }, principal, actor }) => {
        const { members } = await stewardOf(principal)
        const asked = member ? [member].filter((it) => members?.includes(it) ?? true) : members
        const found = await listCorrectionQueue(db, asked, limit ?? pageSize.default)
        const uses = found.map((it) => corrections.useOf(it, 'correctionQueue', 'read'))
        await kernel.audit.settle(actor, uses)
        return { items: await viewsOf(found) }
      },
    )

    app.get(
      '/corrections/:id',
      {
        config: { access: anyone },
        schema: {
          operationId: 'correctionRead',
          summary: 'A correction: the claim, its state, its age and every step',
          params: CorrectionParams,
          response: { 200: CorrectionView },
        },
      },
      async ({ params, principal, actor }) => {
        const steward = await stewardOf(principal)
        const found = await findCorrection(db, params.id)
        const own = found?.subjectId === steward.personId || found?.filedById === steward.accountId
        if (!found || !(own || actsFor(steward, found))) throw correctionUnknown()
        await kernel.audit.settle(actor, [corrections.useOf(found, 'correctionRead', 'read')])
        return viewOf(found)
      },
    )

    app.post(
      '/corrections/:id/moves',
      {
        config: { access: owners },
        schema: {
          operationId: 'correctionMove',
          summary: 'Take a correction up, accept or refuse it, or say that it is applied',
          params: CorrectionParams,
          body: CorrectionMove,
          response: { 200: CorrectionView },
        },
      },
      async ({ params, body, principal, actor }) => {
        const steward = await stewardOf(principal)
        const after = await corrections.move(params.id, body, actor, (it) => {
          if (!actsFor(steward, it)) throw correctionUnknown()
        })
        return viewOf(after)
      },
    )
  }
}

const stepView = ({ at, move, byName, reason }: CorrectionStep) => ({
  at: at.toISOString(),
  move,
  byName,
  reason,
})

function notYours(): Problem {
  return new Problem(403, 'data-coordination.correction-not-yours', {
    vi: 'Công dân chỉ yêu cầu đính chính dữ liệu của chính mình.',
    en: 'A person asks for corrections of their own data only.',
  })
}

function subjectUnknown(): Problem {
  return new Problem(422, 'data-coordination.correction-person-unknown', {
    vi: 'Không có người này trong cơ sở dữ liệu dân cư.',
    en: 'There is no such person in the population register.',
  })
}
