import type { FastifyRequest } from 'fastify'
import type { Hex } from 'viem'
import type { Office } from '#kernel/access'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import {
  BallotList,
  Carried,
  ProposalOpen,
  ProposalParams,
  Sent,
  VoiceList,
  VoteCast,
} from '../contract-votes.ts'
import type { Needs } from '../needs.ts'
import type { Voting } from '../voting.ts'

const official = ['operator', 'data-steward']
const purpose = 'blockchain.vote'
const seeing = { official, purpose }
const acting = { official, purpose, freshMinutes: 15, limitPerMinute: 30 }

/** The audit keeps of a transaction what fits: more of it than anybody can find twice. */
const digitsOfHash = 38

/** /proposals — officials put to the vote, vote and carry out, for members kept here. */
export function voteRoutes({ kernel, members }: Needs, voting: Voting): Routes {
  /**
   * The chain holds what a member did; the audit book, who did it for the member. A refusal stands
   * there as well: somebody has tried.
   */
  async function audited(request: FastifyRequest, by: number, act: () => Promise<Hex>) {
    const { actor, principal, routeOptions } = request
    if (principal.kind !== 'person') throw new Error('Only people act at a vote.')
    const operation = routeOptions.schema?.operationId ?? ''
    const note = (outcome: 'changed' | 'refused', more: readonly string[]) => {
      const fields = ['chainVote', `#${by}`, ...more]
      const use = { room: 'blockchain', operation, subjectId: principal.personId, fields, outcome }
      return kernel.audit.settle(actor, [use])
    }
    try {
      const hash = await act()
      await note('changed', [hash.slice(0, digitsOfHash)])
      return { hash }
    } catch (error) {
      if (error instanceof Problem) await note('refused', [])
      throw error
    }
  }
  return async (app) => {
    app.get(
      '/voices',
      {
        config: { access: seeing },
        schema: {
          operationId: 'chainVoiceList',
          summary: 'The members that the caller may speak for here',
          response: { 200: VoiceList },
        },
      },
      async (request) => ({ items: await voting.voices(officesOf(request)) }),
    )

    app.get(
      '/proposals/:id/ballots',
      {
        config: { access: { anyone: true, limitPerMinute: 120 } },
        schema: {
          operationId: 'chainBallotList',
          summary: 'How each member with a seat has voted',
          params: ProposalParams,
          response: { 200: BallotList },
        },
      },
      async ({ params }) => ({ items: await members.ballots(params.id) }),
    )

    app.post(
      '/proposals',
      {
        config: { access: acting },
        schema: {
          operationId: 'chainProposalOpen',
          summary: 'Put a change of the network to the vote; the proposing member votes for it',
          body: ProposalOpen,
          response: { 201: Sent },
        },
      },
      async (request, reply) => {
        const { body } = request
        const propose = () => voting.propose(officesOf(request), body)
        return reply.code(201).send(await audited(request, body.by, propose))
      },
    )

    app.post(
      '/proposals/:id/votes',
      {
        config: { access: acting },
        schema: {
          operationId: 'chainVoteCast',
          summary: 'Vote for a member, once',
          params: ProposalParams,
          body: VoteCast,
          response: { 201: Sent },
        },
      },
      async (request, reply) => {
        const { by, inFavour } = request.body
        const vote = () => voting.vote(officesOf(request), by, request.params.id, inFavour)
        return reply.code(201).send(await audited(request, by, vote))
      },
    )

    app.post(
      '/proposals/:id/execution',
      {
        config: { access: acting },
        schema: {
          operationId: 'chainProposalExecute',
          summary: 'Carry out a proposal that enough members are in favour of',
          params: ProposalParams,
          body: Carried,
          response: { 201: Sent },
        },
      },
      async (request, reply) => {
        const { by } = request.body
        const execute = () => voting.execute(officesOf(request), by, request.params.id)
        return reply.code(201).send(await audited(request, by, execute))
      },
    )
  }
}

function officesOf({ principal }: FastifyRequest): readonly Office[] {
  return principal.kind === 'person' ? principal.offices : []
}
