import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Request, Response } from 'cosmjs-types/tendermint/abci/types'
import { wait } from '#kernel/clock'
import { openLog } from '#kernel/log'
import { bytes, openCounter } from '#testing/counter-chain'
import { BadFrame, framed, maxFrame, openFrames } from './abci-frames.ts'
import { type AbciServer, serveAbci } from './abci-server.ts'

let folder = ''
let path = ''
let server: AbciServer
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ndc-abci-'))
  path = join(folder, 'abci.sock')
  server = await serveAbci(path, openCounter(folder).application, openLog('silent'))
})
after(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const asked = (it: object) => framed(Request.encode(Request.fromPartial(it as never)).finish())

/** Writes, and gives the answers that come until there are so many, or the connection is closed. */
async function talk(socket: Socket, count: number, write: () => unknown): Promise<Response[]> {
  const take = openFrames()
  const answers: Response[] = []
  const done = new Promise<void>((resolve) => {
    socket.on('data', (piece) => {
      answers.push(...take(piece).map((it) => Response.decode(it)))
      if (answers.length >= count) resolve()
    })
    socket.once('close', () => resolve())
  })
  await write()
  await done
  socket.removeAllListeners('data')
  return answers
}

function open(): Socket {
  return connect(path).on('error', () => undefined)
}

const kinds = (answers: readonly Response[]) =>
  answers.map((it) => Object.keys(it).find((name) => it[name as keyof Response] !== undefined))

test('requests are answered in their order, however the stream is cut', async () => {
  const stream = Buffer.concat([
    asked({ echo: { message: 'x'.repeat(300) } }),
    asked({ info: {} }),
    asked({ checkTx: { tx: bytes('5') } }),
    asked({ checkTx: { tx: bytes('no') } }),
    asked({ query: { path: '/' } }),
    asked({ flush: {} }),
  ])
  const order = ['echo', 'info', 'checkTx', 'checkTx', 'query', 'flush']
  const whole = open()
  const answers = await talk(whole, 6, () => whole.write(stream))
  assert.deepEqual(kinds(answers), order)
  assert.deepEqual([answers[2]?.checkTx?.code, answers[3]?.checkTx?.code], [0, 1])
  whole.destroy()
  for (let cut = 0; cut <= stream.length; cut++) {
    const take = openFrames()
    const frames = [...take(stream.subarray(0, cut)), ...take(stream.subarray(cut))]
    assert.deepEqual(frames.map((it) => Request.decode(it)).length, 6)
  }
  const slow = open()
  const again = await talk(slow, 6, async () => {
    for (const byte of stream) {
      slow.write(Uint8Array.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
  assert.deepEqual(kinds(again), order)
  slow.destroy()
})

test('a chain is begun and taken forward through every method', async () => {
  const own = join(folder, 'steps.sock')
  const counter = openCounter(join(folder, 'steps'))
  const steps = await serveAbci(own, counter.application, openLog('silent'))
  const socket = connect(own)
  const block = { txs: [bytes('5'), bytes('6')], height: 1n, time: { seconds: 9n, nanos: 1 } }
  const answers = await talk(socket, 12, () =>
    socket.write(
      Buffer.concat([
        asked({ initChain: { chainId: 'x', initialHeight: 1n } }),
        asked({ prepareProposal: { ...block, maxTxBytes: 100n } }),
        asked({ processProposal: block }),
        asked({ processProposal: { ...block, txs: [bytes('no')] } }),
        asked({ extendVote: {} }),
        asked({ verifyVoteExtension: { voteExtension: bytes('x') } }),
        asked({ finalizeBlock: block }),
        asked({ commit: {} }),
        asked({ listSnapshots: {} }),
        asked({ offerSnapshot: { snapshot: { height: 1n } } }),
        asked({ applySnapshotChunk: {} }),
        asked({ loadSnapshotChunk: {} }),
      ]),
    ),
  )
  assert.equal(answers[1]?.prepareProposal?.txs.length, 2)
  assert.deepEqual(
    [answers[2]?.processProposal?.status, answers[3]?.processProposal?.status],
    [1, 2],
  )
  assert.equal(answers[5]?.verifyVoteExtension?.status, 2)
  assert.equal(answers[6]?.finalizeBlock?.txResults.length, 2)
  assert.equal(answers[9]?.offerSnapshot?.result, 3)
  assert.equal(counter.sum(), 11)
  socket.destroy()
  await steps.close()
})

test('what is no ABCI closes its connection, and the others go on', async () => {
  const good = open()
  await talk(good, 1, () => good.write(asked({ info: {} })))
  const hostile: Uint8Array[] = [
    Buffer.from(`GET / HTTP/1.1\r\nHost: ${'x'.repeat(90)}\r\n\r\n`),
    Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x01),
    framed(new Uint8Array(0)),
    framed(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f)), // an echo that reaches beyond
    framed(Buffer.concat([Buffer.from([0x0a, 0]), Buffer.from([0x12, 0])])), // two requests in one
    framed(new Uint8Array(100_000).fill(0x0b)), // groups without an end
    framed(Buffer.from([0x72, 0x02, 0x0a])), // cut within
  ]
  for (const it of hostile) {
    const socket = open()
    assert.deepEqual(await talk(socket, 1, () => socket.write(it)), [])
    assert.ok(socket.destroyed || socket.closed || socket.readyState !== 'open')
  }
  const answers = await talk(good, 1, () => good.write(asked({ echo: { message: 'still here' } })))
  assert.equal(answers[0]?.echo?.message, 'still here')
  good.destroy()
})

test('random bytes and messages with changed bytes never end the server', async () => {
  const sample = asked({ finalizeBlock: { txs: [bytes('5'), bytes('777')], height: 1n } })
  for (let round = 0; round < 150; round++) {
    const changed = Buffer.from(sample)
    const at = round % changed.length
    changed[at] = randomBytes(1)[0] as number
    const socket = open()
    socket.end(round % 2 === 0 ? randomBytes(1 + (round % 90)) : changed)
    await new Promise((resolve) => socket.once('close', resolve).resume())
  }
  const good = open()
  const answers = await talk(good, 1, () => good.write(asked({ echo: { message: 'x' } })))
  assert.equal(answers.length, 1)
  good.destroy()
})

test('a large message passes, one above the limit does not, and none is gathered twice over', async () => {
  const socket = open()
  const message = 'y'.repeat(8_000_000)
  const answers = await talk(socket, 1, () => socket.write(asked({ echo: { message } })))
  assert.equal(answers[0]?.echo?.message.length, message.length)
  socket.destroy()
  const take = openFrames()
  const head = framed(new Uint8Array(maxFrame)).subarray(0, 4)
  assert.deepEqual(take(head), [])
  const above = openFrames()
  assert.throws(() => above(Buffer.from([0x81, 0x80, 0x80, 0x10])), BadFrame)
})

test('a reader that is slow holds up its own connection alone', async () => {
  const slow = open()
  slow.pause()
  const echo = asked({ echo: { message: 'z'.repeat(100_000) } })
  for (let sent = 0; sent < 200; sent++) slow.write(echo)
  const quick = open()
  const answers = await talk(quick, 1, () => quick.write(asked({ info: {} })))
  assert.equal(answers[0]?.info?.data, 'ndc')
  quick.destroy()
  slow.resume()
  assert.equal((await talk(slow, 200, () => wait(0))).length, 200)
  slow.destroy()
})

test('an application that fails is told to CometBFT, which then stops', async () => {
  const own = join(folder, 'broken.sock')
  const { application } = openCounter(join(folder, 'broken'))
  const failing = { ...application, commit: () => Promise.reject(new Error('the disk is full')) }
  const broken = await serveAbci(own, failing, openLog('silent'))
  const socket = connect(own)
  const answers = await talk(socket, 1, () => socket.write(asked({ commit: {} })))
  assert.equal(answers[0]?.exception?.error, 'the disk is full')
  socket.destroy()
  await broken.close()
})

test('only this user reaches the socket, and a path that is too long is told', async () => {
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const long = join(folder, 'x'.repeat(120))
  const { application } = openCounter(folder)
  await assert.rejects(serveAbci(long, application, openLog('silent')), /shorter/)
})
