/**
 * A subsystem asks to use a service, and the service's owner decides. Facts in, facts out.
 */
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { Endpoint, GrantPurpose } from './configuration.ts'
import type { ServiceDraft } from './service.ts'

export type RequestState = 'open' | 'asked-back' | 'approved' | 'refused' | 'withdrawn'
export type RequestMove = 'approve' | 'refuse' | 'ask-back' | 'answer' | 'withdraw'

/** A move that does not stand here does not exist. */
const moves: Record<RequestState, Partial<Record<RequestMove, RequestState>>> = {
  open: { approve: 'approved', refuse: 'refused', 'ask-back': 'asked-back', withdraw: 'withdrawn' },
  'asked-back': { answer: 'open', refuse: 'refused', withdraw: 'withdrawn' },
  approved: {},
  refused: {},
  withdrawn: {},
}

export function afterRequestMove(state: RequestState, move: RequestMove): RequestState | undefined {
  return moves[state][move]
}

/** What is asked for, or given. */
export type Terms = {
  readonly purposes: readonly GrantPurpose[]
  /** Null: all that the service has. */
  readonly endpoints: readonly Endpoint[] | null
  readonly fields: readonly string[] | null
  readonly requestsPerMinute: number
  readonly requestsPerDay: number
  readonly until: Date
}

export type AccessRequest = Terms & {
  readonly id: Id<'request'>
  readonly clientId: Id<'subsystem'>
  readonly serviceId: Id<'service'>
  readonly state: RequestState
  readonly askedAt: Date
  readonly askedBy: string
  /** The owner answers by then. */
  readonly dueAt: Date
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly reason: { readonly code: RefusalReason; readonly note: string } | null
  readonly question: string | null
  readonly answer: string | null
}

/** Why an owner may refuse: the words tell the asker what would help. */
export const refusalReasons = {
  'no-basis': {
    vi: 'Mục đích nêu ra chưa có căn cứ pháp lý cho phép',
    en: 'The purpose has no legal basis that allows it',
  },
  'not-necessary': {
    vi: 'Xin nhiều dữ liệu hơn mức cần cho mục đích',
    en: 'More data is asked for than the purpose needs',
  },
  'other-service': {
    vi: 'Có dịch vụ khác phù hợp hơn',
    en: 'Another service serves the purpose better',
  },
  'safeguards-missing': {
    vi: 'Chưa có biện pháp bảo vệ dữ liệu phù hợp với mức dữ liệu',
    en: 'The safeguards do not fit the class of the data',
  },
  other: { vi: 'Lý do khác', en: 'Another reason' },
} as const satisfies Record<string, Words>
export type RefusalReason = keyof typeof refusalReasons

const longestYears = 5

/** What speaks against these terms for this service; undefined when nothing does. */
export function faultOfTerms(
  it: Terms,
  service: Pick<ServiceDraft, 'fields' | 'subject'> & { readonly endpoints: readonly Endpoint[] },
  now: Date,
): Words | undefined {
  const has = ({ method, path }: Endpoint) =>
    service.endpoints.some((known) => known.method === method && known.path === path)
  if (it.endpoints?.some((asked) => !has(asked))) {
    return {
      vi: 'Dịch vụ không có một trong các thao tác được nêu.',
      en: 'The service does not have one of the operations named.',
    }
  }
  const fields = service.fields.map(({ name }) => name)
  if (it.fields?.some((asked) => !fields.includes(asked))) {
    return {
      vi: 'Dịch vụ không có một trong các trường được nêu.',
      en: 'The service does not tell one of the fields named.',
    }
  }
  if (new Set(it.purposes.map(({ code }) => code)).size !== it.purposes.length) {
    return { vi: 'Một mục đích được nêu hai lần.', en: 'A purpose is named twice.' }
  }
  if (it.purposes.some(({ byConsent }) => byConsent) && !service.subject) {
    return {
      vi: 'Dịch vụ không nêu dữ liệu của ai nên không thể dựa trên sự đồng ý.',
      en: 'The service does not say whose data is asked for, so nobody could consent.',
    }
  }
  const latest = now.getTime() + longestYears * 365.25 * 86_400_000
  if (it.until <= now || it.until.getTime() > latest) {
    return {
      vi: `Thời hạn phải ở sau hiện tại và không quá ${longestYears} năm.`,
      en: `The end must lie ahead, by ${longestYears} years at most.`,
    }
  }
  return undefined
}

/** Is everything that is given also what was asked for? */
export function isWithin(given: Terms, asked: Terms): boolean {
  const same = (left: Endpoint, right: Endpoint) =>
    left.method === right.method && left.path === right.path
  return (
    given.purposes.every((it) => asked.purposes.some(({ code }) => code === it.code)) &&
    given.purposes.length > 0 &&
    (asked.endpoints === null ||
      (given.endpoints?.every((it) => asked.endpoints?.some((of) => same(of, it))) ?? false)) &&
    (asked.fields === null || (given.fields?.every((it) => asked.fields?.includes(it)) ?? false)) &&
    given.endpoints?.length !== 0 &&
    given.fields?.length !== 0 &&
    given.requestsPerMinute <= asked.requestsPerMinute &&
    given.requestsPerDay <= asked.requestsPerDay &&
    given.until <= asked.until
  )
}
