import type { Kysely } from 'kysely'
import type { AskedAnyway } from '#data-coordination'
import { subsystem } from './asking.ts'
import { enquiries, typed } from './domain/enquiry.ts'
import type { Services } from './services.ts'
import { type Counted, countBrought, countTyped } from './storage/asked-anyway.ts'
import type { Schema } from './storage/schema.ts'

/** What applicants had to give since an instant though an agency holds it, counted over cases. */
export async function askedAnyway(
  db: Kysely<Schema>,
  services: Services,
  since: Date,
): Promise<AskedAnyway[]> {
  const of = ({ procedure, kind, times, lastAt }: Counted) => ({
    client: subsystem,
    service: enquiries[kind].service,
    purpose: procedure,
    publicService: services.entry(procedure).title,
    times,
    lastAt,
  })
  const brought = await countBrought(db, since)
  const written = await Promise.all(
    typed.map(async (it) => ({ what: it.words, counted: await countTyped(db, it, since) })),
  )
  return [
    ...brought.map((it) => ({ ...of(it), what: enquiries[it.kind].title, wasAsked: true })),
    ...written.flatMap(({ what, counted }) =>
      counted ? [{ ...of(counted), what, wasAsked: false }] : [],
    ),
  ]
}
