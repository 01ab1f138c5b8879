import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { encodeFunctionData, type Hex } from 'viem'
import { anchorAbi, didRegistryAbi, documentHashesAbi, governanceAbi } from '../contracts/abi.ts'
import { systemAddresses } from '../contracts/addresses.ts'
import { account, council, openContracts, validatorKey } from './contract-stand.ts'

const governance = { address: systemAddresses.governance, abi: governanceAbi } as const
const anchor = { address: systemAddresses.anchor, abi: anchorAbi } as const
const dids = { address: systemAddresses.didRegistry, abi: didRegistryAbi } as const
const documents = { address: systemAddresses.documentHashes, abi: documentHashesAbi } as const
const word = (digit: string): Hex => `0x${digit.repeat(64)}`

/** Gas of the calls that members make most, on a network of four members that has just begun. */
async function measure(): Promise<(readonly [call: string, gas: bigint])[]> {
  const [first, second, third] = [account(1), account(2), account(3)]
  const stand = await openContracts({
    members: council(4),
    validators: [{ ed25519Key: validatorKey(1), power: 10, member: 1 }],
    admins: [first],
    logs: [],
  })
  const used: (readonly [string, bigint])[] = []
  const note = async (call: string, ran: Promise<{ gasUsed: bigint }>) =>
    used.push([call, (await ran).gasUsed])

  const data = encodeFunctionData({
    abi: governanceAbi,
    functionName: 'setGasPerDay',
    args: [2, 70_000_000n],
  })
  const order = [systemAddresses.governance, data, 'A larger quota', 86_400n] as const
  await note('Governance.propose', stand.call(first, governance, 'propose', order))
  await note('Governance.vote', stand.call(second, governance, 'vote', [1n, true]))
  await stand.call(third, governance, 'vote', [1n, true])
  await note('Governance.execute (a quota)', stand.call(first, governance, 'execute', [1n]))
  await note('Anchor.open', stand.call(first, anchor, 'open', [word('1'), first]))
  const root = (size: bigint) => [word('1'), size, word('2')] as const
  await note('Anchor.append (first)', stand.call(first, anchor, 'append', root(1_000n)))
  await note('Anchor.append (later)', stand.call(first, anchor, 'append', root(2_000n)))
  const did = [first, 1, word('3')] as const
  await note('DidRegistry.register', stand.call(first, dids, 'register', did))
  await note('DidRegistry.update', stand.call(first, dids, 'update', [first, word('4')]))
  const register = [word('5'), 2] as const
  await note('DocumentHashes.register', stand.call(first, documents, 'register', register))
  const supersede = [word('5'), word('6'), 2] as const
  await note('DocumentHashes.supersede', stand.call(first, documents, 'supersede', supersede))
  return used
}

test('what calls of the system contracts cost stands in the README as it is', async () => {
  const rows = (await measure()).map(([call, gas]) => `| ${call} | ${gas.toLocaleString('en')} |`)
  const readme = new URL('../contracts/README.md', import.meta.url)
  const written = readFileSync(readme, 'utf8').match(/^\| \w+\.\w+.*\|$/gm)
  assert.deepEqual(written, rows)
})
