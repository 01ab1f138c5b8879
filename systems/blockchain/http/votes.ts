import type { FastifyRequest } from 'fastify'
import type { Office } from '#kernel/access'
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

/** /proposals — officials put to the vote, vote and carry out, for members kept here. */
export function voteRoutes({ kernel, members }: Needs, voting: Voting): Routes {
  const { log } = kernel
  /** The chain holds what a member did; who did it for the member stands here. */
  const note = (request: FastifyRequest, act: string, by: number, hash: string) => {
    log.info({ official: request.actor.id, act, member: by, hash }, 'an official acted at a vote')
    return { hash }
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
        const hash = await voting.propose(officesOf(request), request.body)
        return reply.code(201).send(note(request, 'propose', request.body.by, hash))
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
        const hash = await voting.vote(officesOf(request), by, request.params.id, inFavour)
        return reply.code(201).send(note(request, 'vote', by, hash))
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
        const hash = await voting.execute(officesOf(request), by, request.params.id)
        return reply.code(201).send(note(request, 'execute', by, hash))
      },
    )
  }
}

function officesOf({ principal }: FastifyRequest): readonly Office[] {
  return principal.kind === 'person' ? principal.offices : []
}
