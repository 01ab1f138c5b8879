import { type Kysely, sql } from 'kysely'
import type { Typed } from '../domain/enquiry.ts'
import type { EnquiryKind } from '../domain/procedure.ts'
import { paperInstead } from '../domain/reason.ts'
import type { Schema } from './schema.ts'

/** How often applicants gave what an agency holds, and when they last did. */
export type Counted = {
  readonly procedure: string
  readonly kind: EnquiryKind
  readonly times: number
  readonly lastAt: Date
}

/**
 * Papers and words that applicants brought because an agency had not answered: the case was
 * returned for that reason, and came back with a file or a reply. An agency that answered the
 * first question put to it was never silent.
 */
export async function countBrought(db: Kysely<Schema>, since: Date): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select c.procedure, q.kind, count(*)::int as times, max(back.at) as "lastAt"
    from public_services.decision d
      join public_services."case" c on c.id = d.case_id
      join lateral (select min(s.at) as at from public_services.step s
        where s.case_id = d.case_id and s.move = 'submit' and s.at > d.at) back
        on back.at is not null
      join public_services.enquiry q on q.case_id = d.case_id and q.asked_at <= d.at
        and q.tries > case when q.received_at is null then 0 else 1 end
        and (q.received_at is null or q.received_at > d.at)
    where d.outcome = 'return' and back.at >= ${since}
      and d.shown -> 'reasons' @> ${JSON.stringify([{ code: paperInstead }])}::jsonb
      and (c.answers ->> 'reply' <> '' or exists (select from public_services.evidence e
        where e.case_id = d.case_id and e.field = 'supplement' and e.received = e.size
          and e.created_at between d.at and back.at))
    group by c.procedure, q.kind`.execute(db)
  return rows
}

/** Submitted cases in which a field was written though the case did not ask the agency. */
export async function countTyped(
  db: Kysely<Schema>,
  { procedure, field, kind }: Typed,
  since: Date,
): Promise<Counted | undefined> {
  const { rows } = await sql<Counted>`
    select c.procedure, ${kind} as kind, count(*)::int as times, max(c.submitted_at) as "lastAt"
    from public_services."case" c
    where c.procedure = ${procedure} and c.submitted_at >= ${since}
      and c.answers ->> ${field} <> '' and not exists (select from public_services.enquiry q
        where q.case_id = c.id and q.kind = ${kind})
    group by c.procedure`.execute(db)
  return rows[0]
}
