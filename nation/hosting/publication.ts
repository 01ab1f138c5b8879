/**
 * What a data steward does for the agencies: publishes each collection as a data service, asks for
 * access in the name of those who need it, and gives it in the name of the owners.
 */
import { addYears, civilDateOf, startOf } from '#kernel/civil-date'
import type { Collection, Field, Registry } from '../registries/index.ts'
import { collectionContract, correctionContract } from '../services/openapi.ts'
import type { Access } from './access.ts'
import type { Seat } from './center.ts'
import type { Ports } from './ports.ts'
import { type Agency, subsystemId } from './roster.ts'

const api = '/api/data-coordination/v1'

type List<Item> = { readonly items: readonly Item[] }
type Named = { readonly id: string; readonly code: string }
type Terms = { readonly client: Named; readonly service: Named; readonly state: string }

/** Fields that the common dictionary has a term for, by their name here. */
const terms: Readonly<Record<string, string>> = {
  fullName: 'person.full-name',
  birthOn: 'person.birth-date',
  sex: 'person.sex',
  address: 'person.address',
  communeCode: 'place.commune',
  marriedOn: 'marriage.registration-date',
  diedOn: 'person.death-date',
  issuedOn: 'document.issue-date',
  expiresOn: 'document.expiry-date',
  class: 'licence.class',
  areaSquareMeters: 'land.area',
  parcel: 'land.parcel',
}

function termOf({ name, kind }: Field): string | null {
  if (kind === 'personal-number') return 'person.number'
  if (name.endsWith('Name') && name !== 'foreignName') return 'person.full-name'
  if (name.endsWith('BirthOn')) return 'person.birth-date'
  return terms[name] ?? null
}

/** What every service of these agencies promises. */
const promised = {
  kind: 'rest',
  version: 'v1',
  timeoutMs: 5_000,
  keepsBodies: false,
  availability: 99.5,
  p95Ms: 500,
} as const

function collectionService(registry: Registry, it: Collection, port: number) {
  return {
    ...promised,
    code: it.code,
    contract: JSON.stringify(collectionContract(it)),
    title: it.title,
    description: {
      vi: `${it.title.vi}, trong ${registry.title.vi}. Tra theo số định danh cá nhân.`,
      en: `${it.title.en}, of the ${registry.title.en}. Asked by personal number.`,
    },
    layer: registry.member === 'VN/GOV/MPS' ? 'national' : 'ministry',
    dataClass: registry.code === 'enterprises' ? 'shared-default' : 'personal',
    basis: registry.law,
    fields: it.fields.map((field) => ({
      name: field.name,
      term: termOf(field),
      title: field.words,
    })),
    subject: { in: 'query', name: 'personalNumber' },
    acceptsId: false,
    targetUrl: `http://127.0.0.1:${port}/${it.code}`,
  }
}

function correctionService(registry: Registry, port: number) {
  return {
    ...promised,
    code: 'corrections',
    contract: JSON.stringify(correctionContract(registry)),
    title: {
      vi: `Đề nghị cải chính: ${registry.title.vi}`,
      en: `Corrections: ${registry.title.en}`,
    },
    description: {
      vi: 'Nhận đề nghị cải chính một bản ghi; cùng một X-Road-Id chỉ thực hiện một lần.',
      en: 'Takes the correction of a record; the same X-Road-Id is done once.',
    },
    layer: 'ministry',
    dataClass: 'shared-specific',
    basis: registry.law,
    fields: [],
    subject: null,
    acceptsId: true,
    targetUrl: `http://127.0.0.1:${port}/corrections`,
  }
}

/** Publishes what an agency keeps, where that has not been done. */
export async function publishServices(
  steward: Seat,
  agency: Agency,
  { service: port }: Ports,
): Promise<void> {
  const { registry } = agency
  if (!registry) return
  const known = new Set((await services(steward)).map((it) => it.code))
  const subsystems = await subsystemsOf(steward)
  const drafts = [
    ...registry.collections.map((it) => collectionService(registry, it, port)),
    correctionService(registry, port),
  ]
  for (const it of drafts) {
    if (known.has(`${subsystemId(agency)}/${it.code}`)) continue
    const id = subsystems.get(subsystemId(agency))
    await steward.send('POST', `${api}/services`, { subsystemId: id, ...it })
  }
}

async function services(steward: Seat): Promise<Named[]> {
  const found: Named[] = []
  for (let after = ''; ; ) {
    const page = `${api}/services?limit=100${after && `&after=${encodeURIComponent(after)}`}`
    const { items } = await steward.get<List<Named>>(page)
    found.push(...items)
    const last = items.at(-1)
    if (items.length < 100 || !last) return found
    after = last.code
  }
}

async function subsystemsOf(steward: Seat): Promise<Map<string, string>> {
  const { items } = await steward.get<List<{ subsystems: readonly Named[] }>>(`${api}/members`)
  return new Map(items.flatMap((it) => it.subsystems.map(({ code, id }) => [code, id])))
}

/** Asks for access and gives it, where neither has been done. */
export async function giveAccess(
  steward: Seat,
  wanted: readonly Access[],
  now: Date,
): Promise<void> {
  const ids = new Map((await services(steward)).map((it) => [it.code, it.id]))
  const clients = await subsystemsOf(steward)
  const until = startOf(addYears(civilDateOf(now), 1)).toISOString()
  for (const { client, service, purpose, open } of wanted) {
    const [clientId, serviceId] = [clients.get(client), ids.get(service)]
    if (!clientId || !serviceId) continue
    const query = `?clientId=${clientId}&serviceId=${serviceId}`
    const { items } = await steward.get<List<Terms>>(`${api}/requests${query}`)
    let request = items.find((it) => /open|approved/.test(it.state)) as
      | (Terms & { id: string })
      | undefined
    if (!request) {
      const { id } = await steward.send<{ id: string }>('POST', `${api}/requests`, {
        clientId,
        serviceId,
        purposes: [purpose],
        endpoints: null,
        fields: null,
        requestsPerMinute: 600,
        requestsPerDay: 100_000,
        until,
      })
      request = { id, state: 'open' } as Terms & { id: string }
    }
    if (request.state !== 'open' || open) continue
    await steward.send('POST', `${api}/requests/${request.id}/approval`, {})
  }
}
