/**
 * How parties of the exchange are named: X-Road Message Protocol for REST, 4.2. An id is its parts
 * joined by "/": the member `VN/GOV/MOJ`, its subsystem `VN/GOV/MOJ/civil-status`, and the service
 * `VN/GOV/MOJ/civil-status/marriages`.
 */
export type MemberId = `${string}/${string}/${string}`
export type SubsystemId = `${MemberId}/${string}`
export type ServiceId = `${SubsystemId}/${string}`

export const memberClasses = ['GOV', 'COM', 'ORG'] as const
export type MemberClass = (typeof memberClasses)[number]

/** What a part of an id may be made of: nothing that a path or a header would have to escape. */
export const idPart = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** The parts of an id of so many parts; undefined when it is not one. */
function parts(text: string, count: number): string[] | undefined {
  const found = text.split('/')
  return found.length === count && found.every((it) => idPart.test(it)) ? found : undefined
}

export function parseSubsystemId(text: string): SubsystemId | undefined {
  return parts(text, 4) && (text as SubsystemId)
}

export function parseServiceId(text: string): ServiceId | undefined {
  return parts(text, 5) && (text as ServiceId)
}

export function subsystemOf(id: ServiceId): SubsystemId {
  return id.split('/', 4).join('/') as SubsystemId
}

/** The exchange that this center keeps: all ids begin with it. */
export const instance = 'VN'

/** The center's own subsystem that gives out what the workshop has published. */
export const workshop: SubsystemId = `${instance}/GOV/NDC/workshop`

export function memberIdOf(memberClass: string, code: string): MemberId {
  return `${instance}/${memberClass}/${code}`
}
