import { type Address, type ContractFunctionArgs, encodeFunctionData, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Office } from '#kernel/access'
import { wait } from '#kernel/clock'
import { Problem } from '#kernel/problem'
import type { Secrets } from '#kernel/secrets'
import { type FirstMember, memberKey } from './center-network.ts'
import { type ChainClient, ChainRefusal, nodeAway } from './chain-client.ts'
import type { Change, ProposalOpen, VoiceView } from './contract-votes.ts'
import { governanceAbi } from './contracts/abi.ts'
import { systemAddresses } from './contracts/addresses.ts'
import type { Members } from './members.ts'
import { governanceRefusal } from './refusals.ts'

type Voice = VoiceView & { readonly code: string }
type Receipt = { readonly status: Hex }

const secondsPerDay = 86_400
const longestWaitMs = 15_000
const lookMs = 50
const mostTries = 3

export type Voting = ReturnType<typeof openVoting>

/**
 * Lets officials act at the vote for members whose keys this center keeps: its own, and in a
 * demonstration those of the invented agencies. Other members vote with wallets of their own.
 */
export function openVoting(
  { chain, members, secrets }: { chain: ChainClient; members: Members; secrets: Secrets },
  kept: readonly FirstMember[],
) {
  const accountOf = ({ code }: { code: string }) => privateKeyToAccount(memberKey(secrets, code))

  /** An operator of the center speaks for all that it keeps, others for their own organisation. */
  async function voices(offices: readonly Office[]): Promise<Voice[]> {
    const isOperator = offices.some((it) => it.role === 'operator')
    const own = new Set(offices.map((it) => it.organisationName))
    const mine = kept.filter((it) => isOperator || own.has(it.name))
    const found = await Promise.all(
      mine.map(async ({ code }) => {
        const { address } = accountOf({ code })
        const { member } = await members.ask('accountOf', address)
        if (member === 0) return undefined
        const { name } = await members.ask('memberOf', member)
        return { member, name, account: address, code }
      }),
    )
    return found.filter((it) => it !== undefined)
  }

  async function act(offices: readonly Office[], by: number, data: Hex): Promise<Hex> {
    const voice = (await voices(offices)).find((it) => it.member === by)
    if (!voice) throw notYours()
    const call = { from: voice.account, to: systemAddresses.governance, data }
    try {
      const gas = await chain.ask<Hex>('eth_estimateGas', [call])
      return await send(accountOf(voice), data, (BigInt(gas) * 5n) / 4n)
    } catch (error) {
      throw governanceRefusal(error)
    }
  }

  /** Signs and sends; resolves with its hash when the transaction has done its work. */
  async function send(account: ReturnType<typeof accountOf>, data: Hex, gas: bigint): Promise<Hex> {
    const chainId = await chain.chainId()
    const to: Address = systemAddresses.governance
    for (let tries = 1; ; tries++) {
      const nonce = Number(
        await chain.ask<Hex>('eth_getTransactionCount', [account.address, 'pending']),
      )
      const fees = { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }
      const order = { type: 'eip1559' as const, chainId, nonce, to, data, gas, ...fees }
      const raw = await account.signTransaction(order)
      try {
        return await settled(await chain.ask<Hex>('eth_sendRawTransaction', [raw]))
      } catch (error) {
        // Anchoring sends from the center's account as well, and was faster.
        if (!(error instanceof ChainRefusal) || tries === mostTries) throw error
      }
    }
  }

  async function settled(hash: Hex): Promise<Hex> {
    for (let waitedMs = 0; waitedMs < longestWaitMs; waitedMs += lookMs) {
      const receipt = await chain.ask<Receipt | null>('eth_getTransactionReceipt', [hash])
      if (receipt?.status === '0x1') return hash
      if (receipt) throw overtaken()
      await wait(lookMs)
    }
    throw nodeAway()
  }

  return {
    voices,

    propose(offices: readonly Office[], { by, reason, days, change }: ProposalOpen): Promise<Hex> {
      const term = BigInt(days * secondsPerDay)
      const args = [systemAddresses.governance, callOf(change), reason, term] as const
      const data = encodeFunctionData({ abi: governanceAbi, functionName: 'propose', args })
      return act(offices, by, data)
    },

    vote(offices: readonly Office[], by: number, id: number, inFavour: boolean): Promise<Hex> {
      const args = [BigInt(id), inFavour] as const
      const data = encodeFunctionData({ abi: governanceAbi, functionName: 'vote', args })
      return act(offices, by, data)
    },

    execute(offices: readonly Office[], by: number, id: number): Promise<Hex> {
      const args = [BigInt(id)] as const
      const data = encodeFunctionData({ abi: governanceAbi, functionName: 'execute', args })
      return act(offices, by, data)
    },
  }
}

type Changing =
  | 'admitMember'
  | 'suspendMember'
  | 'restoreMember'
  | 'removeMember'
  | 'setGasPerDay'
  | 'setSeat'
  | 'setValidator'

function callOf(it: Change): Hex {
  switch (it.kind) {
    case 'admit': {
      const { name, gasPerDay, mayDeploy, seated, account } = it
      const first = account as Address
      return encoded('admitMember', [name, BigInt(gasPerDay), mayDeploy, seated, first])
    }
    case 'suspend':
      return encoded('suspendMember', [it.member])
    case 'restore':
      return encoded('restoreMember', [it.member])
    case 'remove':
      return encoded('removeMember', [it.member])
    case 'quota':
      return encoded('setGasPerDay', [it.member, BigInt(it.gasPerDay)])
    case 'seat':
      return encoded('setSeat', [it.member, it.seated])
    default:
      return encoded('setValidator', [it.key as Hex, BigInt(it.power), it.member])
  }
}

function encoded<Name extends Changing>(
  functionName: Name,
  args: ContractFunctionArgs<typeof governanceAbi, 'nonpayable', Name>,
): Hex {
  return encodeFunctionData({ abi: governanceAbi, functionName, args } as never)
}

function notYours(): Problem {
  return new Problem(403, 'blockchain.voice-refused', {
    vi: 'Bạn không được biểu quyết thay cho thành viên này tại đây. Thành viên tự giữ khóa thì biểu quyết bằng ví của mình.',
    en: 'You may not vote for this member here. Members that keep their own keys vote with their wallets.',
  })
}

function overtaken(): Problem {
  return new Problem(409, 'blockchain.vote-overtaken', {
    vi: 'Trong lúc gửi, tình hình biểu quyết đã thay đổi. Hãy xem lại rồi thử lần nữa.',
    en: 'The vote changed while this was sent. Look at it again, and try once more.',
  })
}
