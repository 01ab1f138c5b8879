import { getAddress } from 'viem'
import { pageSize } from '#kernel/contract'
import type { Routes } from '#kernel/system'
import { BlocksQuery, MemberList, ProposalList, ValidatorList } from '../contract.ts'
import { decodeCall } from '../decoding.ts'
import type { Needs } from '../needs.ts'

const access = { anyone: true, limitPerMinute: 600 } as const
const instant = (seconds: bigint): string => new Date(Number(seconds) * 1_000).toISOString()

/** /members, /validators, /proposals — who runs the chain, and what they decide. */
export function memberRoutes({ members, interfaces }: Needs): Routes {
  return async (app) => {
    app.get(
      '/members',
      {
        config: { access },
        schema: {
          operationId: 'chainMemberList',
          summary: 'The members of the chain, in the order of their admission',
          response: { 200: MemberList },
        },
      },
      async () => ({
        items: (await members.list()).map((it) => ({
          ...it,
          gasPerDay: it.gasPerDay.toString(),
          admittedAt: instant(it.admittedAt),
        })),
      }),
    )

    app.get(
      '/validators',
      {
        config: { access },
        schema: {
          operationId: 'chainValidatorList',
          summary: 'Who signs blocks, with what power',
          response: { 200: ValidatorList },
        },
      },
      async () => {
        const names = await namesById()
        return {
          items: (await members.validators()).map(({ key, power, member, changedAt }) => ({
            key,
            power: power.toString(),
            member,
            memberName: names.get(member) ?? '',
            changedAt: instant(changedAt),
          })),
        }
      },
    )

    app.get(
      '/proposals',
      {
        config: { access },
        schema: {
          operationId: 'chainProposalList',
          summary: 'What members put to the vote, newest first',
          querystring: BlocksQuery,
          response: { 200: ProposalList },
        },
      },
      async ({ query }) => {
        const found = await members.proposals(query.before, pageSize.default)
        const targets = found.map((it) => it.target)
        const [names, known, abis] = await Promise.all([
          namesById(),
          members.names(targets),
          interfaces.of(targets),
        ])
        return {
          items: found.map((it) => {
            const decoded = decodeCall(it.data, abis.get(it.target.toLowerCase()))
            const { id, state, reason, inFavour, against, seats, needed } = it
            return {
              id,
              state,
              reason,
              proposer: names.get(it.proposer) ?? '',
              openedAt: instant(it.openedAt),
              expiresAt: instant(it.expiresAt),
              target: {
                address: getAddress(it.target),
                name: known.get(it.target.toLowerCase()) ?? null,
              },
              call: decoded?.call ?? null,
              fields: decoded?.fields ?? [],
              inFavour: Number(inFavour),
              against: Number(against),
              seats: Number(seats),
              needed,
            }
          }),
        }
      },
    )
  }

  async function namesById(): Promise<Map<number, string>> {
    return new Map((await members.list()).map((it) => [it.id, it.name]))
  }
}
