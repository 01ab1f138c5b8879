import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { WebSocket } from 'ws'
import { type Answer, accountOf, callRpc, openTestNode, type TestNode, until } from './nodes.ts'

let node: TestNode
before(async () => {
  node = await openTestNode()
})
after(() => node[Symbol.asyncDispose]())

const to = accountOf(21).address
const sign = (key: number, nonce: number, more: object = {}) =>
  accountOf(key).signTransaction({
    to,
    nonce,
    gas: 21_000n,
    gasPrice: 0n,
    chainId: 70_402,
    ...more,
  })

/** The raw answer to a body, whatever it is. */
async function post(body: string | Uint8Array, headers: Record<string, string> = {}) {
  const answer = await fetch(node.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body as string,
  })
  return { status: answer.status, text: await answer.text() }
}

/** A transaction of an honest member stands in a block at once. */
let honest = 0
async function chainGoesOn(): Promise<void> {
  const sent = await callRpc(node.url, 'eth_sendRawTransactionSync', await sign(22, honest++))
  assert.equal(
    (sent.result as { status?: string } | undefined)?.status,
    '0x1',
    JSON.stringify(sent),
  )
}

test('what is no JSON-RPC is answered with the standard codes', async () => {
  const codeOf = async (body: string) => {
    const answer = JSON.parse((await post(body)).text) as Answer | Answer[]
    return Array.isArray(answer) ? answer.map((it) => it.error?.code) : answer.error?.code
  }
  assert.equal(await codeOf('{'), -32700)
  assert.equal(await codeOf(''), -32700)
  assert.equal(await codeOf('"x"'), -32600)
  assert.equal(await codeOf('[]'), -32600)
  assert.equal(await codeOf('{"jsonrpc":"1.0","id":1,"method":"eth_chainId"}'), -32600)
  assert.equal(await codeOf('{"jsonrpc":"2.0","id":1,"method":"eth_nothing"}'), -32601)
  assert.equal(await codeOf('{"jsonrpc":"2.0","id":1,"method":"constructor"}'), -32601)
  assert.equal(await codeOf('{"jsonrpc":"2.0","id":1,"method":"__proto__"}'), -32601)
  assert.equal(await codeOf('{"jsonrpc":"2.0","id":1,"method":"eth_call","params":{}}'), -32602)
  assert.deepEqual(
    await codeOf('[1,{"jsonrpc":"2.0","id":2,"method":"eth_nothing"}]'),
    [-32600, -32601],
  )
  const many = JSON.stringify(
    Array.from({ length: 101 }, () => ({ jsonrpc: '2.0', id: 1, method: 'eth_chainId' })),
  )
  assert.equal(await codeOf(many), -32600)
  assert.equal(await codeOf('['.repeat(200_000)), -32700)
  assert.deepEqual(await codeOf(`${'['.repeat(200_000)}${']'.repeat(200_000)}`), [-32600])
  const silent = await post('{"jsonrpc":"2.0","method":"eth_chainId"}')
  assert.deepEqual(silent, { status: 200, text: '' })
})

test('whatever stands in the parameters, the answer is a result or a refusal, never a fault', async () => {
  const methods = [
    'eth_getBlockByNumber',
    'eth_getBlockByHash',
    'eth_getBalance',
    'eth_getStorageAt',
    'eth_getStorageValues',
    'eth_getProof',
    'eth_call',
    'eth_estimateGas',
    'eth_createAccessList',
    'eth_getLogs',
    'eth_newFilter',
    'eth_getFilterChanges',
    'eth_feeHistory',
    'eth_sendRawTransaction',
    'eth_getTransactionByBlockNumberAndIndex',
    'debug_traceCall',
    'debug_traceTransaction',
    'debug_traceBlockByNumber',
    'debug_getRawReceipts',
    'txpool_contentFrom',
    'ndc_transactionsOf',
    'ndc_signedBlock',
    'web3_sha3',
  ]
  const value = fc.letrec((tie) => ({
    it: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom('latest', '0x', '0x0', '0x1', `0x${'00'.repeat(20)}`, `0x${'11'.repeat(32)}`),
      fc.constantFrom('0xg', '0x01', '-1', '0xffffffffffffffffffff', `0x${'f'.repeat(64)}`),
      fc.jsonValue(),
      fc.array(tie('it'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom('to', 'from', 'data', 'gas', 'value', 'fromBlock', 'topics', 'address'),
        tie('it'),
        { maxKeys: 4 },
      ),
    ),
  })).it
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...methods),
      fc.array(value, { maxLength: 4 }),
      async (method, params) => {
        const { error } = await callRpc(node.url, method, ...params)
        assert.notEqual(error?.code, -32603, `${method} ${JSON.stringify(params)}`)
      },
    ),
    { numRuns: 400 },
  )
})

test('bytes that are no transaction are refused, and neither are those that are nearly one', async () => {
  const good = Buffer.from((await sign(11, 0)).slice(2), 'hex')
  const refused = async (bytes: Uint8Array) => {
    const { error } = await callRpc(
      node.url,
      'eth_sendRawTransaction',
      `0x${Buffer.from(bytes).toString('hex')}`,
    )
    return error?.code === -32000 || error?.code === -32602
  }
  for (let size = 0; size < good.length; size += 7) assert.ok(await refused(good.subarray(0, size)))
  for (let at = 0; at < good.length; at += 5) {
    const changed = Buffer.from(good)
    changed[at] = (changed[at] as number) ^ 0x55
    assert.ok(await refused(changed), `a change at ${at}`)
  }
  assert.ok(await refused(Buffer.concat([good, Buffer.of(0)])))
  assert.ok(await refused(Buffer.alloc(140_000, 0xc1)), 'more than a transaction may have')
  await chainGoesOn()
})

test('bodies and calldata beyond the limits end with an answer, not with the node', async () => {
  const huge = `{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"data":"0x${'00'.repeat(3_000_000)}"}]}`
  assert.equal((await post(huge).catch(() => ({ status: 413 }))).status, 413)
  const large = await callRpc(node.url, 'eth_call', { to, data: `0x${'ff'.repeat(2_000_000)}` })
  assert.ok(large.error === undefined || large.error.code === -32000)
  assert.equal((await post('{}', { 'content-type': 'text/plain' })).status, 415)
  await chainGoesOn()
})

test('a call that never ends is ended, and blocks are made meanwhile', async () => {
  // JUMPDEST PUSH1 0 JUMP, as the code of some account.
  const endless = { [to]: { code: '0x5b600056' } }
  const bombs = Array.from({ length: 100 }, (_, at) => {
    const gas = at < 4 ? '0xffffffffffff' : '0x1e8480'
    return callRpc(node.url, 'eth_call', { to, gas }, 'latest', endless)
  })
  await wait(50)
  const began = performance.now()
  await chainGoesOn()
  const took = performance.now() - began
  assert.ok(took < 3_000, `a block took ${took} ms`)
  const answers = await Promise.all(bombs)
  const busy = answers.filter((it) => it.error?.code === -32005)
  assert.equal(busy.length, 100 - 4 - 64, 'so many at once, so many wait, the rest is sent away')
  assert.ok(answers.every((it) => it.error !== undefined))
})

test('calls into slow precompiles are ended too, and blocks are made meanwhile', async () => {
  const word = (number: number) => number.toString(16).padStart(64, '0')
  // Copies what it is called with, and hands it to a precompile again and again.
  const looping = (precompile: string) => ({
    [to]: { code: `0x365f5f375b5f5f365f60${precompile}5afa50600456` },
  })
  const product = `0x${word(1)}${word(2)}${'ff'.repeat(32)}`
  const rounds = `0x03938700${'00'.repeat(208)}01`
  const bombs = [
    callRpc(node.url, 'eth_call', { to, data: product }, 'latest', looping('07')),
    callRpc(node.url, 'eth_call', { to, data: rounds }, 'latest', looping('09')),
    callRpc(node.url, 'eth_call', { to: `0x${'09'.padStart(40, '0')}`, data: rounds }),
  ]
  await wait(50)
  const began = performance.now()
  await chainGoesOn()
  const took = performance.now() - began
  assert.ok(took < 3_000, `a block took ${took} ms`)
  for (const it of await Promise.all(bombs)) assert.match(String(it.error?.message), /aborted/)
})

test('a flood of distant nonces and of one member leaves room for others', async () => {
  const codes = new Set<string>()
  for (let nonce = 1; nonce < 60; nonce += 1) {
    const { error } = await callRpc(node.url, 'eth_sendRawTransaction', await sign(11, nonce))
    codes.add((error?.data as { reason: string } | undefined)?.reason ?? 'taken')
  }
  assert.deepEqual(codes, new Set(['taken', 'nonce-gap']))
  const { result } = await callRpc(node.url, 'txpool_status')
  assert.deepEqual(result, { pending: '0x0', queued: '0x10' })
  await chainGoesOn()
})

test('only names that are ours are answered, and no page of another site opens a socket', async () => {
  const { port } = new URL(node.url)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request({ port, method: 'POST', headers: { host: 'evil.example' } }, (it) => {
      it.resume()
      resolve(it.statusCode)
    })
    asked.on('error', reject)
    asked.end('{}')
  })
  assert.equal(status, 403)
  const socket = new WebSocket(node.url.replace('http', 'ws'), { origin: 'https://evil.example' })
  const [error] = (await new Promise((resolve) => {
    socket.once('error', (it) => resolve([it]))
    socket.once('open', () => resolve([undefined]))
  })) as [Error | undefined]
  assert.match(String(error), /403/)
})

test('callers who hang up in the middle of a refused handshake do not end the node', async () => {
  const { port } = new URL(node.url)
  for (let tries = 0; tries < 20; tries += 1) {
    const caller = connect(Number(port), '127.0.0.1')
    caller.on('error', () => undefined)
    caller.write('GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: Upgrade\r\n')
    caller.write('upgrade: websocket\r\n\r\n')
    await once(caller, 'data')
    caller.resetAndDestroy()
  }
  await chainGoesOn()
})

test('a WebSocket that does not read is let go before it fills the memory', async () => {
  const { port } = new URL(node.url)
  const slow = connect(Number(port), '127.0.0.1')
  slow.on('error', () => undefined)
  slow.write(
    `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
      'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await wait(100)
  slow.pause()
  // Each answer has more than a hundred kilobytes; nothing of it is ever read.
  const large = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'eth_getProof',
    params: [to, Array(1_024).fill(`0x${'00'.repeat(32)}`), 'latest'],
  })
  for (let at = 0; at < 400 && !slow.closed; at += 1) {
    slow.write(frame(large))
    if (at % 20 === 0) await wait(20)
  }
  await until(() => slow.closed)
  await chainGoesOn()
})

/** A text frame as clients send it, masked with zeros. */
function frame(text: string): Buffer {
  const body = Buffer.from(text)
  const head = Buffer.alloc(14)
  head[0] = 0x81
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(body.length), 2)
  return Buffer.concat([head, body])
}
