import type { By } from './changes.ts'
import type { GatewayView } from './contract.ts'
import { alarmWords } from './domain/alarm.ts'
import { mayFor } from './members.ts'
import type { Needs } from './needs.ts'
import { listGatewayCertificates } from './storage/gateway-certificates.ts'
import {
  countLacking,
  type GatewaySeen,
  listAlarms,
  listGateways,
  listServed,
} from './storage/gateways.ts'
import { listMembers, listSubsystems } from './storage/members.ts'

const onlineMs = 60_000

/** The gateways as officials see them. */
export async function gatewayViews(
  { kernel: { clock }, db }: Pick<Needs, 'kernel' | 'db'>,
  by: By,
): Promise<GatewayView[]> {
  const now = clock.now()
  const all = await listGateways(db)
  const lacking = await countLacking(db, new Date(now.getTime() - onlineMs))
  const members = new Map((await listMembers(db)).map((it) => [it.id, it]))
  const codes = new Map((await listSubsystems(db)).map((it) => [it.id, it.code]))
  const served = Map.groupBy(await listServed(db), (it) => it.gatewayId)
  const certificates = Map.groupBy(await listGatewayCertificates(db), (it) => it.gatewayId)
  const alarms = Map.groupBy(await listAlarms(db), (it) => it.gatewayId)
  return all.flatMap((it): GatewayView[] => {
    const member = members.get(it.memberId)
    if (!member) return []
    return [
      {
        id: it.id,
        name: it.name,
        state: it.state,
        member: { id: member.id, code: member.code, name: member.name },
        mine: mayFor(by, member),
        subsystems: (served.get(it.id) ?? []).flatMap((of) => codes.get(of.subsystemId) ?? []),
        address: it.address,
        registeredAt: it.registeredAt.toISOString(),
        joinedAt: it.joinedAt?.toISOString() ?? null,
        decidedAt: it.decidedAt?.toISOString() ?? null,
        decidedBy: it.decidedBy,
        codeEndsAt: it.codeEndsAt?.toISOString() ?? null,
        fingerprint: it.keyId,
        certificates: (certificates.get(it.id) ?? []).slice(0, 200).map((of) => ({
          serial: of.serial,
          usage: of.usage,
          notAfter: of.notAfter.toISOString(),
          untilAt: of.untilAt?.toISOString() ?? null,
          revokedAt: of.revokedAt?.toISOString() ?? null,
        })),
        seen: it.seen && seenView(it.seen, lacking.get(it.id) ?? 0),
        online: it.seen !== null && now.getTime() - it.seen.seenAt.getTime() < onlineMs,
        alarms: (alarms.get(it.id) ?? []).map(({ kind, since, detail }) => ({
          kind,
          since: since.toISOString(),
          words: alarmWords[kind] ?? { vi: kind, en: kind },
          detail,
        })),
      },
    ]
  })
}

function seenView(it: GatewaySeen, configurationsBehind: number): NonNullable<GatewayView['seen']> {
  return {
    at: it.seenAt.toISOString(),
    version: it.programVersion,
    configuration: it.configurationHeld,
    configurationsBehind,
    certificatesEndAt: it.certificatesEnd.toISOString(),
    clockOffsetMs: it.clockOffsetMs,
    unstamped: it.unstamped,
  }
}
