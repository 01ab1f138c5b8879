import { Address } from '@ethereumjs/util'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { ValidatorUpdate } from '#engines/chain'
import { Refusal } from '#kernel/problem'
import { genesisCreations } from '../contracts/genesis.ts'
import { bigintOf, bytesOfHex, hexOf } from '../state/bytes.ts'
import { anchorAddress, openLog } from './anchor.ts'
import type { Machine } from './machine.ts'
import { type BlockContext, headerOf } from './run-transaction.ts'
import { noAccount, type World } from './world.ts'

const AccountHex = Type.String({ pattern: '^0x[0-9a-fA-F]{40}$' })
const WordHex = Type.String({ pattern: '^0x[0-9a-fA-F]{64}$' })
const BytesHex = Type.String({ pattern: '^0x([0-9a-fA-F]{2})*$', maxLength: 100_000 })
const Amount = Type.String({ pattern: '^[0-9]{1,78}$' })
const Id = Type.Integer({ minimum: 1, maximum: 4_294_967_295 })

/** genesis.json: with what a network begins. Amounts are decimal strings, in wei. */
export const ChainGenesis = Type.Object(
  {
    chainId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    /** On an open network everybody may send transactions: for tests only. */
    open: Type.Boolean(),
    /** Of a block. */
    gasLimit: Type.Integer({ minimum: 5_000_000, maximum: 1_000_000_000 }),
    members: Type.Array(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 200 }),
          gasPerDay: Type.Integer({ minimum: 5_000_000, maximum: Number.MAX_SAFE_INTEGER }),
          mayDeploy: Type.Boolean(),
          seated: Type.Boolean(),
          accounts: Type.Array(
            Type.Object(
              { account: AccountHex, rights: Type.Integer({ minimum: 1, maximum: 15 }) },
              { additionalProperties: false },
            ),
            { maxItems: 1_000 },
          ),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 128 },
    ),
    validators: Type.Array(
      Type.Object(
        {
          ed25519Key: WordHex,
          power: Type.Integer({ minimum: 1, maximum: 2 ** 40 }),
          /** Who runs it: a place in `members`, counted from 1. */
          member: Id,
        },
        { additionalProperties: false },
      ),
      { maxItems: 200 },
    ),
    /** Accounts that grant roles in the registry of identifiers. */
    admins: Type.Array(AccountHex, { maxItems: 100 }),
    /** Logs of the anchor contract that exist from the beginning. */
    logs: Type.Array(
      Type.Object({ log: WordHex, owner: AccountHex }, { additionalProperties: false }),
      { maxItems: 1_000 },
    ),
    alloc: Type.Record(
      AccountHex,
      Type.Object(
        {
          balance: Amount,
          nonce: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
          code: Type.Optional(BytesHex),
          storage: Type.Optional(Type.Record(WordHex, WordHex)),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
export type ChainGenesis = Static<typeof ChainGenesis>

/** The network that others use in public; a node of ours joins it only when it is told so twice. */
export const publicChainId = 704

/** Throws Refusal with every mistake in it. */
export function readGenesis(json: string): ChainGenesis {
  let fact: unknown
  try {
    fact = JSON.parse(json)
  } catch (error) {
    throw new Refusal(`The genesis is not JSON: ${(error as Error).message}`)
  }
  const mistakes = [...Value.Errors(ChainGenesis, fact)].map((it) => {
    const { instancePath, message } = it as { instancePath: string; message: string }
    return `${instancePath || '/'} ${message}`
  })
  if (mistakes.length === 0) mistakes.push(...contradictions(fact as ChainGenesis))
  if (mistakes.length > 0) {
    throw new Refusal(`The genesis is not right: ${mistakes.slice(0, 20).join('; ')}.`)
  }
  return fact as ChainGenesis
}

function contradictions({ members, validators, chainId }: ChainGenesis): string[] {
  const found: string[] = []
  const accounts = members.flatMap((it) => it.accounts.map((own) => own.account.toLowerCase()))
  const keys = validators.map((it) => it.ed25519Key.toLowerCase())
  if (new Set(accounts).size < accounts.length) found.push('/members name an account twice')
  if (new Set(keys).size < keys.length) found.push('/validators name a key twice')
  if (!members.some((it) => it.seated)) found.push('/members need one with a seat')
  for (const { member } of validators) {
    if (member > members.length) found.push(`/validators name member ${member}, who is not there`)
  }
  if (!Number.isSafeInteger(chainId * 2 + 36)) found.push('/chainId is too large')
  return found
}

/** The validators that the genesis names, as consensus takes them. */
export function firstValidators({ validators }: ChainGenesis): ValidatorUpdate[] {
  return validators.map(({ ed25519Key, power }) => ({ key: bytesOfHex(ed25519Key), power }))
}

/** Writes into an empty world what a network begins with: balances, the system contracts, logs. */
export async function beginWorld(
  machine: Machine,
  genesis: ChainGenesis,
  block: BlockContext,
): Promise<void> {
  const { world } = machine
  for (const [at, it] of Object.entries(genesis.alloc)) allocate(world, bytesOfHex(at), it)
  const creations = genesisCreations({
    members: genesis.members.map((it) => ({ ...it, gasPerDay: BigInt(it.gasPerDay) })) as never,
    validators: genesis.validators.map((it) => ({ ...it, power: BigInt(it.power) })) as never,
    admins: genesis.admins as `0x${string}`[],
  })
  for (const { contract, address, code } of creations) {
    const bytes = bytesOfHex(address)
    world.setAccount(bytes, { ...(world.account(bytes) ?? noAccount), nonce: 1n })
    const { execResult } = await machine.runCall({
      block: { header: headerOf(block) },
      to: new Address(bytes),
      code: bytesOfHex(code),
      gasLimit: 1_000_000_000n,
      skipNonceIncrement: true,
    })
    if (execResult.exceptionError) {
      const why = `${execResult.exceptionError.error} 0x${hexOf(execResult.returnValue)}`
      throw new Refusal(`The genesis is not right: contract ${contract} refuses it (${why}).`)
    }
    world.setCode(bytes, execResult.returnValue)
    world.endTransaction()
  }
  // One byte of code that nothing runs: contracts look whether there is some before they call.
  world.setAccount(anchorAddress, { ...noAccount, nonce: 1n })
  world.setCode(anchorAddress, Uint8Array.of(0xfe))
  for (const { log, owner } of genesis.logs) openLog(world, bytesOfHex(log), bytesOfHex(owner))
  world.endTransaction()
}

function allocate(world: World, address: Uint8Array, it: ChainGenesis['alloc'][string]): void {
  const { balance, nonce = 0, code, storage = {} } = it
  world.setAccount(address, { ...noAccount, balance: BigInt(balance), nonce: BigInt(nonce) })
  if (code) world.setCode(address, bytesOfHex(code))
  const slots = world.slotsOf(address)
  for (const [slot, value] of Object.entries(storage)) {
    world.store(slots, bigintOf(bytesOfHex(slot)), bigintOf(bytesOfHex(value)))
  }
}
