/**
 * Brings the agencies into the exchange as people would: an operator of the data center admits
 * members and approves gateways, a data steward publishes services, asks for access and grants it.
 * Everything goes through the center's public API, and what is there already is left as it is.
 */

import type { Seat } from './center.ts'
import { type Agency, roster, subsystemId } from './roster.ts'

const api = '/api/data-coordination/v1'

type MemberSeen = {
  readonly id: string
  readonly code: string
  readonly subsystems: readonly { readonly id: string; readonly code: string; plain: boolean }[]
}
type GatewaySeen = {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly subsystems: readonly string[]
  readonly address: string | null
  readonly fingerprint: string | null
}

type List<Item> = { readonly items: readonly Item[] }

/** Admits the members and enters their information systems. */
export async function admitMembers(operator: Seat): Promise<void> {
  const organisations = await ministries(operator)
  for (const agency of roster) {
    const { memberClass, memberCode, memberName, code, title, asks } = agency
    const id = `VN/${memberClass}/${memberCode}`
    let member = (await members(operator)).find((it) => it.code === id)
    if (!member) {
      const organisationId = organisations.get(memberName.vi) ?? null
      const name = memberName
      await operator.send('POST', `${api}/members`, {
        memberClass,
        code: memberCode,
        name,
        organisationId,
      })
      member = (await members(operator)).find((it) => it.code === id)
    }
    const known = member?.subsystems.some((it) => it.code === subsystemId(agency))
    if (!member || known) continue
    const subsystem = { code, name: title, plain: asks }
    await operator.send('POST', `${api}/members/${member.id}/subsystems`, subsystem)
  }
}

/** The ids of the organisations that members are, by name. */
async function ministries(operator: Seat): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const kind of ['ministry', 'data-center']) {
    const path = `/api/identity/v1/organisations?kind=${kind}`
    const { items } = await operator.get<List<{ id: string; name: { vi: string } }>>(path)
    for (const it of items) found.set(it.name.vi, it.id)
  }
  return found
}

async function members(operator: Seat): Promise<readonly MemberSeen[]> {
  return (await operator.get<List<MemberSeen>>(`${api}/members`)).items
}

async function gatewayOf(operator: Seat, agency: Agency): Promise<GatewaySeen | undefined> {
  const { items } = await operator.get<List<GatewaySeen>>(`${api}/gateways`)
  return items.find(
    (it) => it.subsystems.includes(subsystemId(agency)) && !/refused|removed/.test(it.state),
  )
}

/** A one-time token for the gateway of an agency that has not joined yet. */
export async function inviteGateway(operator: Seat, agency: Agency): Promise<string> {
  const waiting = await gatewayOf(operator, agency)
  if (waiting) {
    const again = `${api}/gateways/${waiting.id}/code`
    return (await operator.send<{ token: string }>('POST', again, {})).token
  }
  const all = await members(operator)
  const member = all.find((it) => it.subsystems.some((sub) => sub.code === subsystemId(agency)))
  const subsystem = member?.subsystems.find((it) => it.code === subsystemId(agency))
  if (!member || !subsystem) throw new Error(`${subsystemId(agency)} is not registered.`)
  const invited = await operator.send<{ token: string }>('POST', `${api}/gateways`, {
    memberId: member.id,
    name: agency.code,
    subsystemIds: [subsystem.id],
  })
  return invited.token
}

/** Approves the gateway when the center shows the same fingerprint as the gateway itself. */
export async function approveGateway(
  operator: Seat,
  agency: Agency,
  fingerprint: string,
): Promise<void> {
  const it = await gatewayOf(operator, agency)
  if (it?.state !== 'waiting') return
  if (it.fingerprint !== fingerprint) {
    throw new Error(`The gateway of ${agency.code} shows another fingerprint than the center.`)
  }
  await operator.send('POST', `${api}/gateways/${it.id}/approval`, {})
}
