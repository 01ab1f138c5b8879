/**
 * Composite calls: one question, several services, asked at once through the ordinary exchange,
 * each with its own grant and evidence, within one time budget.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type CompositeAnswer,
  fillPath,
  hasFailed,
  type Parameters,
  type PartAnswer,
  statusOf,
} from '../domain/composite.ts'
import type { Composite } from '../domain/configuration.ts'
import { parseSubsystemId } from '../domain/identifier.ts'
import { protocolVersion } from '../domain/target.ts'
import { fieldsOf } from '../hot-path/headers.ts'
import type { Standing } from '../hot-path/standing.ts'
import { answer, badRequest, checkSpeaker, jsonObjectOf, notThere } from './manners.ts'
import { AnswerTooLarge, type OwnAnswer, type OwnCalls, reasonOf } from './own-calls.ts'

const mostQuestion = 65_536
const mostPartBytes = 1_048_576
const mostWholeBytes = 4_194_304
/** Said by the one who asks, for all parts. */
const passedOn = [
  'x-road-client',
  'x-road-userid',
  'x-road-issue',
  'x-road-represented-party',
  'ndc-purpose',
  'accept-language',
]

export type CompositeNeeds = {
  readonly calls: OwnCalls
  readonly signal: AbortSignal
}

/** `POST /c1/{code}` with the parameters as JSON. */
export async function askComposite(
  needs: CompositeNeeds,
  standing: Standing,
  code: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const claimed = request.headers['x-road-client']
  const client = typeof claimed === 'string' ? parseSubsystemId(claimed) : undefined
  if (!client) throw badRequest('X-Road-Client must name one subsystem.')
  checkSpeaker(request, client, standing)
  const composite = standing.assignment.composites.find(
    (it) => it.code === code && it.client === client,
  )
  if (!composite || request.method !== 'POST') throw notThere(`POST to a composite: ${code}`)
  const xRoadId = request.headers['x-road-id'] ?? randomUUID()
  if (typeof xRoadId !== 'string' || !/^[\w.:-]{1,100}$/.test(xRoadId)) {
    throw badRequest('X-Road-Id may have 100 letters, digits, ".", ":", "_" and "-".')
  }
  const parameters = await jsonObjectOf(request, mostQuestion)
  const targets = targetsOf(composite, parameters)

  const over = AbortSignal.timeout(composite.timeBudgetMs)
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const signal = AbortSignal.any([over, gone.signal, needs.signal])
  const headers = fieldsOf(request.headers, passedOn)
  const room = { left: mostWholeBytes }
  const answers = await Promise.all(
    composite.parts.map(async ({ name }, at): Promise<[string, PartAnswer]> => {
      const own = `${xRoadId}.${name}`
      const call = { target: targets[at] ?? '', headers: { ...headers, 'x-road-id': own }, signal }
      const part = await needs.calls.get({ ...call, mostBytes: mostPartBytes }).then(
        (it) => partOf(it, own, room),
        (error: Error) => silent(error, own, over.aborted),
      )
      return [name, part]
    }),
  )
  const parts = Object.fromEntries(answers)
  const complete = answers.every(([, it]) => it.status === 'answered')
  const whole: CompositeAnswer = { complete, parts }
  answer(response, hasFailed(composite, parts) ? 502 : 200, whole, { 'x-road-id': xRoadId })
}

function targetsOf({ parts }: Composite, parameters: Parameters): string[] {
  return parts.map(({ service, path }) => {
    const filled = fillPath(path, parameters)
    if (typeof filled === 'string') throw badRequest(filled)
    return `/${protocolVersion}/${service}${filled.path}`
  })
}

function partOf(it: OwnAnswer, xRoadId: string, room: { left: number }): PartAnswer {
  const error = it.headers['x-road-error']
  const status = statusOf(it.status, typeof error === 'string' ? error : undefined)
  const mediaType = it.headers['content-type'] ?? null
  const head = { status, httpStatus: it.status, mediaType, xRoadId }
  if (status !== 'answered') return { ...head, reason: reasonOf(it), body: null }
  room.left -= it.body.length
  if (room.left < 0) {
    const reason = `All parts together have more than ${mostWholeBytes} bytes.`
    return { ...head, status: 'failed', reason, body: null }
  }
  return { ...head, reason: null, body: readable(it.body, mediaType) }
}

function readable(body: Buffer, mediaType: string | null): unknown {
  if (body.length === 0) return null
  if (mediaType !== null && /^[^;]+[/+]json\s*(;|$)/i.test(mediaType)) {
    try {
      return JSON.parse(body.toString())
    } catch {
      // It only says that it is JSON.
    }
  }
  return body.toString('base64')
}

function silent(error: Error, xRoadId: string, late: boolean): PartAnswer {
  const status = late ? 'timed-out' : 'failed'
  const words = late ? 'The time for all parts was over.' : error.message
  const reason = error instanceof AnswerTooLarge ? `The answer is too large. ${words}` : words
  return { status, reason, httpStatus: null, mediaType: null, body: null, xRoadId }
}
