import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { Request, Response } from 'cosmjs-types/tendermint/abci/types'
import type { Log } from '#kernel/log'
import { Refusal } from '#kernel/problem'
import { openAnswers } from './abci-answers.ts'
import { BadFrame, framed, openFrames } from './abci-frames.ts'
import type { Application } from './application.ts'

/** CometBFT keeps four connections; a few more while it starts anew. */
const maxConnections = 16
/** Requests of one connection that wait for their answer before no more is read from it. */
const maxWaiting = 1_000
/** The longest path of a Unix socket, in bytes (`sun_path`). */
const maxPath = 103

export type AbciServer = { close(): Promise<void> }

/**
 * Serves an application over ABCI 2.0 (CometBFT 0.38) on a Unix socket that only this user reaches.
 * Each connection is answered in its order. One that sends what is no ABCI is closed, the others go
 * on. An application that fails says so with an exception, whereupon CometBFT stops by itself.
 */
export async function serveAbci(
  path: string,
  application: Application,
  log: Log,
): Promise<AbciServer> {
  if (Buffer.byteLength(path) > maxPath) {
    throw new Refusal(`The path ${path} is too long for a socket. Use a folder with a shorter one.`)
  }
  const answer = openAnswers(application, log)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(socket, answer, log)
  })
  server.maxConnections = maxConnections
  rmSync(path, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      chmodSync(path, 0o600)
      resolve()
    })
  })
  server.on('error', (error) => log.error({ err: error }, 'abci server failed'))
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const it of sockets) it.destroy()
      }),
  }
}

function serve(socket: Socket, answer: ReturnType<typeof openAnswers>, log: Log): void {
  const take = openFrames()
  let waiting: Buffer[] = []
  let working = false
  let goOn = (): void => undefined
  for (const it of ['drain', 'close']) socket.on(it, () => goOn())

  const refuse = (error: unknown): void => {
    log.warn({ err: error }, 'abci connection closed: what it sent is no ABCI')
    waiting = []
    socket.destroy()
  }

  async function work(): Promise<void> {
    working = true
    while (waiting.length > 0 && !socket.destroyed) {
      const batch = waiting
      waiting = []
      socket.cork()
      for (const frame of batch) {
        if (socket.destroyed) return
        const asked = decode(frame)
        if (asked instanceof BadFrame) return refuse(asked)
        await reply(asked)
      }
      socket.uncork()
      socket.resume()
    }
    working = false
  }

  async function reply(asked: Request): Promise<void> {
    let told: Response
    try {
      told = await answer(asked)
    } catch (error) {
      if (error instanceof BadFrame) return refuse(error)
      log.error({ err: error }, 'the application failed; consensus stops here')
      told = { exception: { error: error instanceof Error ? error.message : 'failed' } }
    }
    if (socket.destroyed) return
    if (socket.write(framed(Response.encode(told).finish()))) return
    socket.uncork()
    await new Promise<void>((resolve) => {
      goOn = resolve
    })
    socket.cork()
  }

  socket.on('data', (piece) => {
    try {
      waiting.push(...take(piece))
    } catch (error) {
      return refuse(error)
    }
    if (waiting.length >= maxWaiting) socket.pause()
    if (!working) void work()
  })
  socket.on('error', (error) => log.warn({ err: error }, 'abci connection lost'))
}

function decode(frame: Buffer): Request | BadFrame {
  try {
    return Request.decode(frame)
  } catch (error) {
    return new BadFrame(error instanceof Error ? error.message : 'not to be read')
  }
}
