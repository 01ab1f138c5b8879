/** A data service as the catalogue keeps it; words follow DCAT. */
import type { CivilDate } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Endpoint, ServiceKind, SubjectPlace } from './configuration.ts'
import type { ServiceId } from './identifier.ts'

export const layers = ['national', 'ministry', 'province'] as const
export type Layer = (typeof layers)[number]

/** Decree 47/2020, art. 22–23; Law 91/2025 for personal data. */
export const dataClasses = [
  'open',
  'shared-default',
  'shared-specific',
  'personal',
  'sensitive',
] as const
export type DataClass = (typeof dataClasses)[number]

export type ServiceState = 'active' | 'deprecated' | 'withdrawn'

/** One thing that a service tells, in the words of the common dictionary where it has one. */
export type ServiceField = {
  /** As it stands in the answers. */
  readonly name: string
  readonly term: string | null
  readonly title: Words
}

/** What its owner says of a service. */
export type ServiceDraft = {
  readonly kind: ServiceKind
  readonly version: string
  readonly title: Words
  readonly description: Words
  readonly layer: Layer
  readonly dataClass: DataClass
  readonly basis: string
  readonly fields: readonly ServiceField[]
  readonly subject: SubjectPlace | null
  readonly timeoutMs: number
  readonly acceptsId: boolean
  readonly keepsBodies: boolean
  /** Promised: answered of all asked, in percent. */
  readonly availability: number
  /** Promised: of 100 answers 95 come within. */
  readonly p95Ms: number
  /** Where the owner's gateway reaches it. */
  readonly targetUrl: string
}

export type Service = ServiceDraft & {
  readonly id: Id<'service'>
  readonly code: ServiceId
  readonly subsystemId: Id<'subsystem'>
  readonly state: ServiceState
  readonly sunsetOn: CivilDate | null
  readonly endpoints: readonly Endpoint[]
  readonly publishedAt: Date
  readonly changedAt: Date
}

export function isPersonal({ dataClass }: Pick<ServiceDraft, 'dataClass'>): boolean {
  return dataClass === 'personal' || dataClass === 'sensitive'
}

/** What speaks against a draft, in words for its author; undefined when nothing does. */
export function faultOfDraft(it: ServiceDraft, endpoints: readonly Endpoint[]): Words | undefined {
  if (isPersonal(it) && !it.subject) {
    return {
      vi: 'Dữ liệu cá nhân: hãy chỉ rõ số định danh nằm ở đâu trong yêu cầu.',
      en: 'Personal data: say where the personal number stands in a request.',
    }
  }
  if (it.subject?.in === 'path') {
    const { segment } = it.subject
    if (!endpoints.some(({ path }) => isParameter(path.split('/')[segment + 1]))) {
      return {
        vi: 'Không thao tác nào có tham số ở đoạn đường dẫn được chỉ ra.',
        en: 'No operation has a parameter in that segment of the path.',
      }
    }
  }
  if (new Set(it.fields.map(({ name }) => name)).size !== it.fields.length) {
    return { vi: 'Một trường được nêu hai lần.', en: 'A field is named twice.' }
  }
  return faultOfTarget(it.targetUrl)
}

function isParameter(segment: string | undefined): boolean {
  return segment !== undefined && (/^\{.+\}$/.test(segment) || segment === '**')
}

function faultOfTarget(text: string): Words | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return {
      vi: 'Địa chỉ dịch vụ phải là http hoặc https.',
      en: 'The address of the service must be http or https.',
    }
  }
  if (url.username || url.password || url.search || url.hash || text.includes('?')) {
    return {
      vi: 'Địa chỉ dịch vụ không được chứa mật khẩu, tham số hay "#".',
      en: 'The address of the service must hold no password, query or "#".',
    }
  }
  return undefined
}
