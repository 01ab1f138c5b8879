import type { Transaction } from 'kysely'
import { civilDateOf } from '#kernel/civil-date'
import { canonical } from '#kernel/digest'
import type { Id } from '#kernel/id'
import { center } from './changes.ts'
import {
  type Assignment,
  alarmsAfterPart,
  type Configuration,
  type GatewayEntry,
  type MemberEntry,
  type Target,
  validityHours,
} from './domain/configuration.ts'
import { instance, subsystemOf, workshop } from './domain/identifier.ts'
import { gatewaySecretHeader, gatewaySecretOf } from './gateway-secret.ts'
import type { Needs } from './needs.ts'
import { readVersion } from './storage/changes.ts'
import { listComposites } from './storage/composites.ts'
import {
  findConfiguration,
  insertConfiguration,
  listGrantEntries,
  listServiceEntries,
  listTargets,
  newestVersion,
  sweepConfigurations,
} from './storage/configurations.ts'
import {
  type GatewayCertificate,
  isInForce,
  listGatewayCertificates,
} from './storage/gateway-certificates.ts'
import { listGateways, listServed } from './storage/gateways.ts'
import { listMembers, listSubsystems, listSystemCertificates } from './storage/members.ts'
import type { Schema } from './storage/schema.ts'

const hourMs = 3_600_000
const versionsKept = 1_000

export type Publishing = ReturnType<typeof openPublishing>

/** Writes what gateways work by out of the registry, and signs it as the center. */
export function openPublishing({ kernel, db, identity, trustServices, changes }: Needs) {
  const { clock } = kernel
  const assignments = new Map<Id<'gateway'>, { version: number; jws: string }>()
  let held: { version: number; jws: string } | undefined

  /** Everything out of one look at the registry, so that it fits together. */
  function reading<Result>(work: (tx: Transaction<Schema>) => Promise<Result>): Promise<Result> {
    return db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(work)
  }

  /** A compact JWS with the certificates up to below the root. */
  async function sign(
    typ: string,
    payload: object,
    reference: string,
    purpose: 'configuration' | 'credential' = 'configuration',
  ): Promise<string> {
    const [agency] = await identity.organisations({ kind: 'data-center' })
    const organisation = agency
      ? { id: agency.id, name: agency.name.vi }
      : { id: 'data-center', name: 'Trung tâm Dữ liệu quốc gia' }
    const key = await trustServices.keyFor(organisation, purpose)
    const x5c = key.certificateChain.map((it) => it.toString('base64'))
    const encode = (part: object) => Buffer.from(canonical(part)).toString('base64url')
    const input = `${encode({ alg: key.alg, typ, x5c })}.${encode(payload)}`
    const signature = await key.sign(Buffer.from(input), reference)
    return `${input}.${signature.toString('base64url')}`
  }

  async function configuration(tx: Transaction<Schema>): Promise<Configuration> {
    const now = clock.now()
    const authorities = await trustServices.authorities()
    const certificates = await listGatewayCertificates(tx)
    return {
      instance,
      version: await readVersion(tx),
      issuedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + validityHours * hourMs).toISOString(),
      members: await memberEntries(tx),
      gateways: await gatewayEntries(tx, certificates, now),
      services: await listServiceEntries(tx, civilDateOf(now)),
      grants: await listGrantEntries(tx, now),
      authorities: authorities.map((it) => it.toString('base64')),
      revoked: certificates
        .filter((it) => it.revokedAt !== null && it.notAfter > now)
        .map((it) => it.serial)
        .toSorted(),
    }
  }

  return {
    /** Signs the registry as it is now, unless that was done. */
    async publish(): Promise<void> {
      const newest = await newestVersion(db)
      if (newest && newest.version >= (await readVersion(db))) return
      const made = await reading(configuration)
      const { version, issuedAt, expiresAt } = made
      const jws = await sign('ndc-configuration+jwt', made, `configuration ${version}`)
      await insertConfiguration(db, {
        version,
        issuedAt: new Date(issuedAt),
        expiresAt: new Date(expiresAt),
        jws,
      })
      await sweepConfigurations(db, versionsKept)
    },

    /** Makes a version without a change well before half of the last one's validity is over. */
    async reissue(): Promise<void> {
      const newest = await newestVersion(db)
      const dueMs = (validityHours * hourMs * alarmsAfterPart * 2) / 3
      if (newest && clock.now().getTime() - newest.issuedAt.getTime() < dueMs) return
      await db.transaction().execute((tx) =>
        changes.make(tx, center, {
          kind: 'configuration-reissued',
          subject: instance,
          words: { vi: 'Gia hạn cấu hình', en: 'Reissued the configuration' },
        }),
      )
    },

    /** Signs something for people, as the center. */
    seal: (typ: string, payload: object, reference: string): Promise<string> =>
      sign(typ, payload, reference, 'credential'),

    /** The number of the newest one, which is enough for most who ask. */
    async version(): Promise<number> {
      return (await newestVersion(db))?.version ?? 0
    },

    async configuration(version: number): Promise<string> {
      if (held?.version === version) return held.jws
      const jws = await findConfiguration(db, version)
      if (jws === undefined) throw new Error(`There is no configuration ${version}.`)
      held = { version, jws }
      return jws
    },

    /** What this gateway alone is told, as of a version. */
    async assignment(gateway: Id<'gateway'>, version: number): Promise<string> {
      const known = assignments.get(gateway)
      if (known && known.version >= version) return known.jws
      const made = await reading((tx) => assignmentOf(tx, gateway))
      const jws = await sign('ndc-assignment+jwt', made, `assignment ${gateway} ${made.version}`)
      assignments.set(gateway, { version: made.version, jws })
      return jws
    },
  }

  /** The workshop's own gateway shows that it is the one: what was published is for it alone. */
  function withSecret(it: Target): Target {
    const published = `${kernel.publicUrl}/api/data-coordination/v1/published/`
    if (subsystemOf(it.service) !== workshop || !it.url.startsWith(published)) return it
    return { ...it, headers: { [gatewaySecretHeader]: gatewaySecretOf(kernel.secrets) } }
  }

  async function assignmentOf(
    tx: Transaction<Schema>,
    gateway: Id<'gateway'>,
  ): Promise<Assignment> {
    const served = (await listServed(tx)).filter((it) => it.gatewayId === gateway)
    const ids = served.map((it) => it.subsystemId)
    const certificates = await listSystemCertificates(tx)
    const now = clock.now()
    const subsystems = (await listSubsystems(tx)).filter((it) => ids.includes(it.id))
    return {
      gateway,
      version: await readVersion(tx),
      issuedAt: now.toISOString(),
      targets: (await listTargets(tx, ids)).map(withSecret),
      clients: subsystems.map((it) => ({
        subsystem: it.code,
        fingerprints: certificates
          .filter((found) => found.subsystemId === it.id && found.notAfter > now)
          .map((found) => found.fingerprint),
        plain: it.plain,
      })),
      composites: (await listComposites(tx, ids)).map(
        ({ id: _id, clientId: _client, changedAt: _at, ...it }) => it,
      ),
    }
  }
}

async function memberEntries(tx: Transaction<Schema>): Promise<MemberEntry[]> {
  const subsystems = await listSubsystems(tx)
  const all = await listMembers(tx)
  return all.map((it) => ({
    id: it.code,
    name: it.name,
    subsystems: subsystems
      .filter((found) => found.memberId === it.id)
      .map(({ code, name }) => ({ id: code, name })),
  }))
}

async function gatewayEntries(
  tx: Transaction<Schema>,
  certificates: readonly GatewayCertificate[],
  now: Date,
): Promise<GatewayEntry[]> {
  const members = new Map((await listMembers(tx)).map((it) => [it.id, it.code]))
  const subsystems = new Map((await listSubsystems(tx)).map((it) => [it.id, it.code]))
  const served = await listServed(tx)
  const all = await listGateways(tx)
  return all
    .filter((it) => it.state === 'active')
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .flatMap((it): GatewayEntry[] => {
      const owner = members.get(it.memberId)
      if (!owner || it.address === null) return []
      const own = certificates.filter((found) => found.gatewayId === it.id && isInForce(found, now))
      const of = (usage: 'tls' | 'signing') =>
        own.flatMap((found) => (found.usage === usage ? (found.chain[0] ?? []) : []))
      return [
        {
          id: it.id,
          owner,
          address: it.address,
          serves: served
            .flatMap((found) =>
              found.gatewayId === it.id ? (subsystems.get(found.subsystemId) ?? []) : [],
            )
            .toSorted(),
          tlsCertificates: of('tls'),
          signingCertificates: of('signing'),
        },
      ]
    })
}
