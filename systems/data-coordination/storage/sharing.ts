import { sql } from 'kysely'
import type { Id } from '#kernel/id'
import type { Words } from '#kernel/words'
import type { AskedAnyway } from '../domain/sharing.ts'
import type { Db } from './changes.ts'

export type Silent = {
  readonly memberId: Id<'member'>
  readonly member: Words
  readonly code: string
  readonly name: Words
}

/** Subsystems of agencies that publish nothing and ask nothing: registers kept to themselves. */
export async function listSilent(db: Db): Promise<Silent[]> {
  const { rows } = await sql<{
    member_id: string
    member_vi: string
    member_en: string
    code: string
    name_vi: string
    name_en: string
  }>`
    select m.id as member_id, m.name_vi as member_vi, m.name_en as member_en, u.code, u.name_vi,
      u.name_en
    from data_coordination.subsystem u join data_coordination.member m on m.id = u.member_id
    where m.class = 'GOV' and u.removed_at is null
      and not exists (select from data_coordination.service s
        where s.subsystem_id = u.id and s.state <> 'withdrawn')
      and not exists (select from data_coordination.access_request r where r.client_id = u.id)
    order by u.code`.execute(db)
  return rows.map((it) => ({
    memberId: it.member_id as Id<'member'>,
    member: { vi: it.member_vi, en: it.member_en },
    code: it.code,
    name: { vi: it.name_vi, en: it.name_en },
  }))
}

export type Unanswered = {
  readonly requestId: Id<'request'>
  readonly owner: Words
  readonly client: Words
  readonly code: string
  readonly title: Words
  readonly dueAt: Date
}

/** Requests that wait for their owner beyond the time that it has. */
export async function listUnanswered(db: Db, now: Date): Promise<Unanswered[]> {
  const { rows } = await sql<{
    id: string
    owner_vi: string
    owner_en: string
    client_vi: string
    client_en: string
    code: string
    title_vi: string
    title_en: string
    due_at: Date
  }>`
    select r.id, om.name_vi as owner_vi, om.name_en as owner_en, cm.name_vi as client_vi,
      cm.name_en as client_en, s.code, s.title_vi, s.title_en, r.due_at
    from data_coordination.access_request r
      join data_coordination.service s on s.id = r.service_id
      join data_coordination.subsystem o on o.id = s.subsystem_id
      join data_coordination.member om on om.id = o.member_id
      join data_coordination.subsystem c on c.id = r.client_id
      join data_coordination.member cm on cm.id = c.member_id
    where r.state = 'open' and r.due_at < ${now} order by r.due_at, r.id limit 10000`.execute(db)
  return rows.map((it) => ({
    requestId: it.id as Id<'request'>,
    owner: { vi: it.owner_vi, en: it.owner_en },
    client: { vi: it.client_vi, en: it.client_en },
    code: it.code,
    title: { vi: it.title_vi, en: it.title_en },
    dueAt: it.due_at,
  }))
}

export type Promised = {
  readonly serviceId: Id<'service'>
  readonly owner: Words
  readonly code: string
  readonly title: Words
  readonly promised: number
  readonly count: number
  readonly failed: number
}

/** Services with what was measured since an instant, as their clients saw it. */
export async function listMeasured(db: Db, from: Date): Promise<Promised[]> {
  const { rows } = await sql<{
    id: string
    owner_vi: string
    owner_en: string
    code: string
    title_vi: string
    title_en: string
    availability: string
    count: bigint
    failed: bigint
  }>`
    select s.id, m.name_vi as owner_vi, m.name_en as owner_en, s.code, s.title_vi, s.title_en,
      s.availability, sum(t.count) as count, sum(t.failed) as failed
    from data_coordination.measure t
      join data_coordination.service s on s.code = t.service and s.state <> 'withdrawn'
      join data_coordination.subsystem u on u.id = s.subsystem_id
      join data_coordination.member m on m.id = u.member_id
    where t.minute >= ${from} and t.side = 'consumer'
    group by s.id, m.id order by s.code`.execute(db)
  return rows.map((it) => ({
    serviceId: it.id as Id<'service'>,
    owner: { vi: it.owner_vi, en: it.owner_en },
    code: it.code,
    title: { vi: it.title_vi, en: it.title_en },
    promised: Number(it.availability),
    count: Number(it.count),
    failed: Number(it.failed),
  }))
}

export type Holder = {
  readonly serviceId: Id<'service'>
  readonly code: string
  readonly title: Words
  readonly owner: Words
  /** Did the client have a grant for this purpose when people were last asked? */
  readonly hadGrant: boolean
}

/** Who tells what people were asked for; undefined where the catalogue has no such service. */
export async function findHolder(
  db: Db,
  { client, service, purpose, lastAt }: AskedAnyway,
): Promise<Holder | undefined> {
  const { rows } = await sql<{
    id: string
    code: string
    title_vi: string
    title_en: string
    owner_vi: string
    owner_en: string
    had_grant: boolean
  }>`
    select s.id, s.code, s.title_vi, s.title_en, m.name_vi as owner_vi, m.name_en as owner_en,
      exists (select from data_coordination.access_grant g
        join data_coordination.subsystem c on c.id = g.client_id
        where g.service_id = s.id and c.code = ${client}
          and g.purposes @> ${JSON.stringify([{ code: purpose }])}::jsonb
          and g.valid_from <= ${lastAt} and g.expires_at > ${lastAt}
          and (g.revoked_at is null or g.revoked_at > ${lastAt})) as had_grant
    from data_coordination.service s
      join data_coordination.subsystem u on u.id = s.subsystem_id
      join data_coordination.member m on m.id = u.member_id
    where s.code = ${service} and s.state <> 'withdrawn'`.execute(db)
  const [row] = rows
  return (
    row && {
      serviceId: row.id as Id<'service'>,
      code: row.code,
      title: { vi: row.title_vi, en: row.title_en },
      owner: { vi: row.owner_vi, en: row.owner_en },
      hadGrant: row.had_grant,
    }
  )
}
