/** X-Road's questions about the exchange itself, answered from the configuration. */
import type { ServerResponse } from 'node:http'
import { type Endpoint, fitsEndpoint, type ServiceEntry } from '../domain/configuration.ts'
import { Fault } from '../domain/fault.ts'
import { type Caller, isInForce } from './consumer-admission.ts'
import type { Parts } from './parts.ts'

const metaCodes = new Set(['listMethods', 'allowedMethods', 'getOpenAPI'])

export function isMeta(code: string): boolean {
  return metaCodes.has(code)
}

/** Members and subsystems: `GET /listClients`. */
export function listClients({ standing }: Parts, response: ServerResponse): void {
  const { members } = standing.current().directory.configuration
  const member = members.flatMap(({ id, name, subsystems }) => [
    { id: partsOf('MEMBER', id), name: name.vi },
    ...subsystems.map((it) => ({
      id: partsOf('SUBSYSTEM', it.id),
      name: name.vi,
      subsystem_name: it.name.vi,
    })),
  ])
  answerJson(response, { member })
}

export async function answerMeta(
  { client, target, method }: Caller,
  parts: Parts,
  response: ServerResponse,
): Promise<void> {
  if (method !== 'GET' || target.path !== '') throw new Fault('BadRequest', 'Ask with GET.')
  const { directory } = parts.standing.current()
  if (!directory.parties.has(target.subsystem)) throw new Fault('UnknownMember', target.subsystem)
  const own = directory.configuration.services.filter((it) =>
    it.id.startsWith(`${target.subsystem}/`),
  )
  if (target.code === 'getOpenAPI') {
    await answerContract(own, target.query, parts, response)
    return
  }
  const nowMs = parts.clock.nowMs()
  const grantsOf = (it: ServiceEntry) =>
    directory.grantsOf(client, it.id).filter((grant) => isInForce(grant, nowMs))
  const service =
    target.code === 'listMethods'
      ? own.map((it) => methodOf(it, it.endpoints))
      : own.flatMap((it) => {
          const grants = grantsOf(it)
          if (grants.length === 0) return []
          const opened = it.endpoints.filter((endpoint) =>
            grants.some(({ endpoints }) => !endpoints || covers(endpoints, endpoint)),
          )
          return [methodOf(it, opened)]
        })
  answerJson(response, { service })
}

function covers(endpoints: readonly Endpoint[], { method, path }: Endpoint): boolean {
  return endpoints.some((it) => it.path === path) || fitsEndpoint(endpoints, method, path)
}

function methodOf({ id, kind }: ServiceEntry, endpoints: readonly Endpoint[]) {
  return {
    ...partsOf('SERVICE', id),
    service_type: kind === 'rest' ? 'OPENAPI' : 'REST',
    endpoint_list: endpoints.map(({ method, path }) => ({ method, path })),
  }
}

function partsOf(type: string, id: string) {
  const [instance, memberClass, member, subsystem, service] = id.split('/')
  return {
    object_type: type,
    xroad_instance: instance,
    member_class: memberClass,
    member_code: member,
    ...(subsystem !== undefined && { subsystem_code: subsystem }),
    ...(service !== undefined && { service_code: service }),
  }
}

async function answerContract(
  own: readonly ServiceEntry[],
  query: string,
  { ask, limits }: Parts,
  response: ServerResponse,
): Promise<void> {
  const code = new URLSearchParams(query).get('serviceCode')
  const service = own.find((it) => it.id.endsWith(`/${code}`))
  if (!service) throw new Fault('UnknownService', 'serviceCode names no service of this subsystem.')
  const signal = AbortSignal.timeout(limits.connectMs)
  const contract = await ask.contract(service.id, signal).catch(() => {
    throw new Fault('NetworkError', 'The contract cannot be fetched from the center.', 5)
  })
  if (contract === undefined) throw new Fault('UnknownService', 'It has no OpenAPI document.')
  answerText(response, contract)
}

function answerJson(response: ServerResponse, body: object): void {
  answerText(response, JSON.stringify(body))
}

function answerText(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}
