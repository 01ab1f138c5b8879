import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLog } from '#kernel/log'
import { serveRpc } from '../json-rpc/server.ts'
import { importEthereumChain } from './ethereum-chain.ts'

const vectors = join(import.meta.dirname, '../../../../shared/vectors/execution-apis/tests')

/** What this chain answers otherwise, on purpose; the reasons stand in docs/standards.md. */
const known = new Set<string>([
  'eth_config/get-config.io',
  'eth_sendRawTransaction/send-blob-tx.io',
  'testing_buildBlockV1/build-block-empty-transactions.io',
  'testing_buildBlockV1/build-block-from-mempool.io',
  'testing_buildBlockV1/build-block-invalid-transaction.io',
  'testing_buildBlockV1/build-block-with-transactions.io',
])

type Exchange = { readonly request: string; readonly response: string; readonly specOnly: boolean }

test("the execution APIs' own cases are answered as they say, but for those that are listed", {
  skip: existsSync(vectors) ? false : 'the vectors of ethereum/execution-apis are not here',
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndc-vectors-'))
  const { backend, store } = await importEthereumChain(folder, vectors)
  const server = await serveRpc(backend, { port: 0 }, openLog('silent'))
  try {
    const failed = new Map<string, string>()
    let passed = 0
    for (const name of cases()) {
      const wrong = await run(server.url, readExchanges(join(vectors, name)))
      if (wrong === undefined) passed += 1
      else failed.set(name, wrong)
    }
    const news = [...failed].filter(([name]) => !known.has(name))
    assert.deepEqual(news, [])
    assert.deepEqual(
      [...known].filter((name) => !failed.has(name)),
      [],
      'these pass now',
    )
    assert.equal(passed + failed.size, 141)
  } finally {
    await server.close()
    await store.close()
    rmSync(folder, { recursive: true })
  }
})

function cases(): string[] {
  return readdirSync(vectors, { withFileTypes: true })
    .filter((it) => it.isDirectory())
    .flatMap(({ name }) => readdirSync(join(vectors, name)).map((file) => `${name}/${file}`))
    .toSorted()
}

function readExchanges(file: string): Exchange[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  const specOnly = lines.some((it) => it.startsWith('// speconly:'))
  const requests = lines.filter((it) => it.startsWith('>> ')).map((it) => it.slice(3))
  const responses = lines.filter((it) => it.startsWith('<< ')).map((it) => it.slice(3))
  return requests.map((request, at) => ({ request, response: responses[at] ?? '', specOnly }))
}

/** The first difference, in words; undefined when there is none. */
async function run(url: string, exchanges: readonly Exchange[]): Promise<string | undefined> {
  for (const { request, response, specOnly } of exchanges) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: request,
    })
    const got: unknown = withoutWords(await answer.json())
    const expected: unknown = withoutWords(JSON.parse(response))
    const wrong =
      specOnly && !('error' in (got as object)) ? shape(got, expected) : same(got, expected)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** The words of an error are each client's own; its code and data are not. */
function withoutWords(answer: unknown): unknown {
  const { error, ...rest } = answer as { error?: { message: string } }
  if (!error) return rest
  const { message: _, ...kept } = error
  return { ...rest, error: kept }
}

function same(got: unknown, expected: unknown): string | undefined {
  try {
    assert.deepEqual(got, expected)
    return undefined
  } catch {
    return `${JSON.stringify(got).slice(0, 700)} instead of ${JSON.stringify(expected).slice(0, 700)}`
  }
}

/** Recorded answers of one client show the form: the same kinds of values under the same names. */
function shape(got: unknown, expected: unknown, at = ''): string | undefined {
  if (kindOf(got) !== kindOf(expected)) {
    return `${at}: ${kindOf(got)} (${JSON.stringify(got)?.slice(0, 200)}) instead of ${kindOf(expected)}`
  }
  if (Array.isArray(got) && Array.isArray(expected)) {
    return got.length > 0 && expected.length > 0
      ? shape(got[0], expected[0], `${at}[0]`)
      : undefined
  }
  if (typeof got !== 'object' || got === null) return undefined
  const names = Object.keys(expected as object)
  const missing = names.find((it) => !(it in got) && !optional.test(it) && !/^0x|^\d/.test(it))
  if (missing !== undefined) return `${at}.${missing} is missing`
  for (const name of names.filter((it) => it in got)) {
    const [mine, theirs] = [got, expected] as Record<string, unknown>[]
    const wrong = shape(mine?.[name], theirs?.[name], `${at}.${name}`)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Members that the specification leaves to the client. */
const optional = /^(deleteStrategy|reward|memory|storage|returnData|error|refund|gasPrice)$/

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value !== 'string') return typeof value
  return value.startsWith('0x') ? 'hexadecimal' : 'text'
}
