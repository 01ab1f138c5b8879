import { parseDocument } from 'yaml'
import { type CivilDate, civilDateOf } from '#kernel/civil-date'
import { sha256 } from '#kernel/digest'
import { type Id, newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { foldName } from '#population'
import type { By } from './changes.ts'
import type { Endpoint, ServiceKind } from './domain/configuration.ts'
import { broken, mostContractBytes, readContract } from './domain/contract-document.ts'
import { parseServiceId } from './domain/identifier.ts'
import { faultOfDraft, type ServiceDraft } from './domain/service.ts'
import { type Members, mayFor } from './members.ts'
import type { Needs } from './needs.ts'
import { malformed, notYours, taken, unknown, wrongState } from './problems.ts'
import { findMember } from './storage/members.ts'
import {
  findService,
  insertService,
  insertServiceVersion,
  lockService,
  type ServiceOwned,
  updateService,
} from './storage/services.ts'

type Parts = Pick<Needs, 'kernel' | 'db' | 'changes'> & { members: Members }

/** What an owner says of a service, with its contract as text. */
export type ServiceSaid = Omit<ServiceDraft, 'kind'> & { readonly contract: string }

export type Catalogue = ReturnType<typeof openCatalogue>

/** What can be asked of whom; published and withdrawn by the steward of the owner. */
export function openCatalogue({ kernel: { clock }, db, changes, members }: Parts) {
  /** A service that they may act for. */
  async function service(by: By, id: Id<'service'>): Promise<ServiceOwned> {
    const found = await findService(db, { id })
    if (!found) throw unknown('service')
    if (!mayFor(by, found.owner)) throw notYours()
    return found
  }

  return {
    service,

    async publish(
      by: By,
      {
        subsystemId,
        code: ownCode,
        kind,
        ...it
      }: ServiceSaid & {
        subsystemId: Id<'subsystem'>
        code: string
        kind: ServiceKind
      },
    ): Promise<Id<'service'>> {
      const { contract, ...draft } = it
      const endpoints = checked({ ...draft, kind }, contract)
      const { code: above, memberId } = await members.subsystem(by, subsystemId)
      const owner = await findMember(db, memberId)
      const code = parseServiceId(`${above}/${ownCode}`)
      if (!code || !owner) throw unknown('subsystem')
      const now = clock.now()
      const id = newId('service', now)
      await db.transaction().execute(async (tx) => {
        const made = {
          ...draft,
          kind,
          id,
          code,
          subsystemId,
          endpoints,
          state: 'active' as const,
          sunsetOn: null,
          publishedAt: now,
          changedAt: now,
        }
        if (!(await insertService(tx, made, findable(code, draft, owner.name)))) throw taken(code)
        await insertServiceVersion(tx, id, versionOf(by, it, now))
        await changes.make(tx, by, {
          kind: 'service-published',
          subject: code,
          words: { vi: `Công bố ${draft.title.vi}`, en: `Published ${draft.title.en}` },
        })
      })
      return id
    },

    /** A new version in the place of the one before; it is active again. */
    async publishVersion(by: By, id: Id<'service'>, it: ServiceSaid): Promise<void> {
      const { contract, ...draft } = it
      const before = await service(by, id)
      const { owner, subsystem: _, ...kept } = before
      const endpoints = checked({ ...draft, kind: before.kind }, contract)
      await db.transaction().execute(async (tx) => {
        await lockService(tx, id)
        const now = clock.now()
        if (!(await insertServiceVersion(tx, id, versionOf(by, it, now)))) {
          throw taken(`${before.code} ${it.version}`)
        }
        const state = 'active'
        const made = {
          ...kept,
          ...draft,
          endpoints,
          state,
          sunsetOn: null,
          changedAt: now,
        } as const
        await updateService(tx, made, findable(before.code, draft, owner.name))
        await changes.make(tx, by, {
          kind: 'service-renewed',
          subject: before.code,
          words: { vi: `Công bố phiên bản ${it.version}`, en: `Published version ${it.version}` },
        })
      })
    },

    /** It answers until the end of a day, and then no longer. */
    async deprecate(by: By, id: Id<'service'>, sunsetOn: CivilDate): Promise<void> {
      if (sunsetOn <= civilDateOf(clock.now())) throw dayPast()
      await end(by, id, 'deprecated', sunsetOn)
    },

    async withdraw(by: By, id: Id<'service'>): Promise<void> {
      await end(by, id, 'withdrawn', null)
    },
  }

  async function end(
    by: By,
    id: Id<'service'>,
    state: 'deprecated' | 'withdrawn',
    sunsetOn: CivilDate | null,
  ): Promise<void> {
    await service(by, id)
    await db.transaction().execute(async (tx) => {
      await lockService(tx, id)
      const found = await findService(tx, { id })
      if (!found || found.state === 'withdrawn') throw wrongState('withdrawn')
      const { owner: _owner, subsystem: _subsystem, ...kept } = found
      await updateService(tx, { ...kept, state, sunsetOn, changedAt: clock.now() })
      await changes.make(tx, by, {
        kind: `service-${state}`,
        subject: found.code,
        words:
          state === 'withdrawn'
            ? { vi: `Gỡ ${found.title.vi}`, en: `Withdrew ${found.title.en}` }
            : {
                vi: `Sẽ ngừng ${found.title.vi} sau ngày ${sunsetOn}`,
                en: `${found.title.en} ends after ${sunsetOn}`,
              },
      })
    })
  }
}

function versionOf(by: By, { version, contract }: ServiceSaid, publishedAt: Date) {
  const digest = sha256(contract).toString('hex')
  return { version, contract, sha256: digest, publishedAt, publishedBy: by.name }
}

/** Without diacritics, what people look for. */
function findable(
  code: string,
  { title, description }: Pick<ServiceDraft, 'title' | 'description'>,
  owner: { vi: string; en: string },
): string {
  const said = [title, owner, description].flatMap(({ vi, en }) => [vi, en])
  return foldName([code, ...said].join(' '))
}

/** The endpoints of a draft that may be published. */
function checked(draft: ServiceDraft, contract: string): Endpoint[] {
  const endpoints = readContract(draft.kind, parse(contract))
  const fault = faultOfDraft(draft, endpoints)
  if (fault) throw malformed(fault)
  return endpoints
}

function parse(text: string): unknown {
  if (Buffer.byteLength(text) > mostContractBytes) {
    throw broken('Dài hơn 512 kB.', 'It is longer than 512 kB.')
  }
  try {
    const document = parseDocument(text, { schema: 'core', strict: true, logLevel: 'silent' })
    const [error] = document.errors
    if (error) throw error
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw broken('Không đọc được YAML hoặc JSON.', `It is not YAML or JSON: ${reason}`)
  }
}

function dayPast(): Problem {
  return new Problem(422, 'data-coordination.day-past', {
    vi: 'Ngày ngừng phải ở sau hôm nay; muốn ngừng ngay, hãy gỡ dịch vụ.',
    en: 'The last day must lie ahead; to end the service now, withdraw it.',
  })
}
