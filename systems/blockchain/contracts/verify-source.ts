/**
 * Compiles sources that somebody hands in, and compares the outcome with a contract on the chain.
 */
import { Worker } from 'node:worker_threads'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { Problem } from '#kernel/problem'
import { type CodeMatch, matchCode } from '../domain/code-match.ts'
import type { AbiItem, Compiled, CompiledContract, StandardJson } from './compile.ts'

/** What is read of the compiler's input; whatever else stands in it is left out. */
const Given = Type.Object({
  language: Type.Literal('Solidity'),
  sources: Type.Record(
    Type.String({ minLength: 1, maxLength: 300 }),
    Type.Object({ content: Type.String({ maxLength: 500_000 }) }),
    { maxProperties: 300 },
  ),
  settings: Type.Object({
    evmVersion: Type.Optional(Type.String({ maxLength: 20 })),
    viaIR: Type.Optional(Type.Boolean()),
    remappings: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 100 })),
    optimizer: Type.Optional(
      Type.Object({
        enabled: Type.Optional(Type.Boolean()),
        runs: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
      }),
    ),
    metadata: Type.Optional(
      Type.Object({
        bytecodeHash: Type.Optional(Type.Enum(['none', 'ipfs', 'bzzr1'])),
        appendCBOR: Type.Optional(Type.Boolean()),
        useLiteralContent: Type.Optional(Type.Boolean()),
      }),
    ),
  }),
})

export type VerifiedSource = {
  /** File and contract: "contracts/Coin.sol:Coin". */
  readonly contract: string
  readonly match: CodeMatch
  readonly abi: readonly AbiItem[]
  readonly input: StandardJson
}

const longestMs = 20_000
let busy = false

/**
 * Which of the sources' contracts stands at an address. Throws Problem: not readable, not compiled,
 * none matches, or another is being compiled.
 *
 * @param standardJson Input of the compiler ("Standard JSON") with the sources' text in it.
 * @param deployed The code at the address.
 */
export async function verifySource(
  standardJson: string,
  deployed: Uint8Array,
): Promise<VerifiedSource> {
  const input = readInput(standardJson)
  if (busy) throw isBusy()
  busy = true
  try {
    const { contracts = {}, errors = [] } = await compileApart(input)
    const wrong = errors.find((it) => it.severity === 'error')
    if (wrong) throw notCompiled(wrong.formattedMessage.slice(0, 1_000))
    return best(input, contracts, deployed)
  } finally {
    busy = false
  }
}

function readInput(standardJson: string): StandardJson {
  let given: unknown
  try {
    given = JSON.parse(standardJson)
  } catch {
    throw notReadable()
  }
  if (!Value.Check(Given, given)) throw notReadable()
  const { sources, settings }: Static<typeof Given> = Value.Clean(Given, given) as never
  const wanted = ['abi', 'evm.deployedBytecode.object', 'evm.deployedBytecode.immutableReferences']
  const outputSelection = { '*': { '*': wanted } }
  return { language: 'Solidity', sources, settings: { ...settings, outputSelection } }
}

/** In a thread of its own, which is ended when it takes too long or too much. */
function compileApart(input: StandardJson): Promise<Compiled> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('compile-worker.ts', import.meta.url), {
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    const late = setTimeout(() => void worker.terminate(), longestMs)
    worker.once('message', resolve)
    worker.once('error', (error) => reject(notCompiled(error.message.slice(0, 300))))
    worker.once('exit', () => {
      clearTimeout(late)
      reject(notCompiled(`more than ${longestMs / 1_000} s`))
    })
  })
}

function best(
  input: StandardJson,
  contracts: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>,
  deployed: Uint8Array,
): VerifiedSource {
  const found = Object.entries(contracts).flatMap(([file, inFile]) =>
    Object.entries(inFile).flatMap(([name, { abi, evm }]) => {
      const { object, immutableReferences: immutables } = evm.deployedBytecode
      const match = matchCode({ object, immutables }, deployed)
      return match ? [{ contract: `${file}:${name}`, match, abi, input }] : []
    }),
  )
  const chosen = found.find((it) => it.match === 'exact') ?? found[0]
  if (chosen) return chosen
  throw new Problem(422, 'blockchain.source-differs', {
    vi: 'Mã biên dịch từ nguồn này không trùng với mã của hợp đồng trên chuỗi. Kiểm tra thiết lập của trình biên dịch (evmVersion, optimizer) và phiên bản 0.8.37.',
    en: 'The code compiled from these sources is not that of the contract on the chain. Check the settings of the compiler (evmVersion, optimizer) and its version, 0.8.37.',
  })
}

function notReadable(): Problem {
  return new Problem(422, 'blockchain.source-unreadable', {
    vi: 'Đây không phải đầu vào Standard JSON của Solidity có kèm nội dung các tệp nguồn.',
    en: 'This is not Solidity’s Standard JSON input with the content of the sources in it.',
  })
}

function notCompiled(why: string): Problem {
  return new Problem(422, 'blockchain.source-uncompiled', {
    vi: `Trình biên dịch không nhận nguồn này: ${why}`,
    en: `The compiler does not take these sources: ${why}`,
  })
}

function isBusy(): Problem {
  return new Problem(
    503,
    'blockchain.compiler-busy',
    {
      vi: 'Một nguồn khác đang được biên dịch. Hãy thử lại sau ít giây.',
      en: 'Other sources are being compiled. Try again in a few seconds.',
    },
    { retryAfterSeconds: 10 },
  )
}
