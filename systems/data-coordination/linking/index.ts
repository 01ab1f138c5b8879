import { type DuckDB, identifier } from '#engines/duckdb'
import type { Actor, Purpose } from '#kernel/access'
import { type Id, newId } from '#kernel/id'
import type { Job } from '#kernel/jobs'
import type { Routes } from '#kernel/system'
import { correctionRoutes } from '../http/corrections.ts'
import { linkReviewRoutes } from '../http/link-reviews.ts'
import { linkageRunRoutes } from '../http/linkage-runs.ts'
import { linkRoutes } from '../http/links.ts'
import { ownersOnly } from '../http/ownership.ts'
import { recordMergeRoutes } from '../http/record-merges.ts'
import { deliverCorrection } from '../jobs/deliver-correction.ts'
import {
  beginRun,
  endRun,
  findSetting,
  keepModel,
  type LinkageCounts,
} from '../storage/linkage-runs.ts'
import { correctionPurpose, openCorrections } from './corrections.ts'
import { mergeDuplicates } from './duplicates.ts'
import { matchRows } from './match.ts'
import type { LinkingNeeds } from './needs.ts'
import { loadPeople } from './people.ts'
import { findChanged } from './rows.ts'
import { type Decided, saveOutcomes } from './save.ts'
import { openStewardship } from './stewardship.ts'

/** What a pipeline hands to the step that links. */
export type LinkAsk = {
  readonly duck: DuckDB
  /**
   * A table with the columns row_key, personal_number, full_name, birth_on, sex, address and
   * commune_code; all but row_key may be null or dirty.
   */
  readonly table: string
  readonly dataset: string
  /** The run of the pipeline that this is a step of. */
  readonly run: string
  /** Who runs it; its purpose stands in the audit book of each person linked. */
  readonly actor: Actor
  readonly signal?: AbortSignal | undefined
}

export type Linked = LinkageCounts & { readonly linkageRunId: Id<'linkage-run'> }

export type Linking = ReturnType<typeof openLinking>

/**
 * Links the rows of datasets to the people of the population register. Only rows that are new or
 * have changed are compared; what stewards decided stays decided. A run that was killed is simply
 * run again.
 */
export function openLinking(needs: LinkingNeeds) {
  const { kernel, db, population } = needs
  const pool = kernel.database.pool('data-coordination')

  /**
   * The step of a pipeline. Afterwards `linkage_link` (row_key, person_id, state, confidence) holds
   * what is believed of every row of the table.
   */
  async function linkRun({ duck, table, dataset, run: askedBy, actor, signal }: LinkAsk) {
    const startedAt = kernel.clock.now()
    const id = newId('linkage-run', startedAt)
    await beginRun(db, { id, dataset, askedBy, startedAt })
    const setting = await findSetting(db, dataset)
    const run = { id, dataset, actor, eyes: setting.eyes }
    const source = { table: identifier(table), dataset, now: startedAt }
    const { rows, unchanged } = await findChanged(duck, pool, source)
    let counts: LinkageCounts = { rows, unchanged, pairs: 0, matched: 0, grey: 0, merged: 0 }
    if (unchanged < rows) {
      await loadPeople(duck, population, actor, signal)
      const limits = { match: setting.matchFrom, none: setting.noneUnder }
      const found = await matchRows(duck, 'linkage_todo', { limits })
      await keepModel(db, id, found.model)
      const decided = await saveOutcomes(needs, duck, run, signal)
      const { pairs, matched, grey, model } = found
      await gatherLinks(duck, decided)
      const merged = await mergeDuplicates(needs, duck, run, model, setting.survivorship)
      counts = { ...counts, pairs, matched, grey, merged }
    } else {
      await gatherLinks(duck)
    }
    await clearAway(duck)
    await endRun(db, id, kernel.clock.now(), counts)
    return { ...counts, linkageRunId: id } satisfies Linked
  }

  const stewardship = openStewardship(needs)
  const corrections = openCorrections(needs)
  const routes: Routes = async (app) => {
    await app.register(async (owned) => {
      owned.addHook('preHandler', ownersOnly(needs))
      await owned.register(linkRoutes(needs, stewardship))
      await owned.register(linkageRunRoutes(needs))
      await owned.register(linkReviewRoutes(needs, stewardship))
      await owned.register(recordMergeRoutes(needs, stewardship))
    })
    await app.register(correctionRoutes(needs, corrections))
  }
  const jobs: Record<string, Job> = { 'deliver-correction': deliverCorrection(corrections) }
  return { linkRun, corrections, routes, jobs, purposes: linkingPurposes }
}

const linkingPurposes: Record<string, Purpose> = {
  'data-coordination.linkage': {
    words: {
      vi: 'Đối soát dữ liệu của cơ quan với cơ sở dữ liệu dân cư',
      en: 'Matching an agency’s data with the population register',
    },
    basis: 'Luật Dữ liệu 60/2024/QH15; Luật Căn cước 26/2023/QH15, điều 10',
  },
  'data-coordination.correction': correctionPurpose,
}

/** What is believed of every row: as before where it did not change, else as compared now. */
async function gatherLinks(duck: DuckDB, decided?: readonly Decided[]): Promise<void> {
  await duck.run(`create or replace temp table linkage_decided
    (row_key varchar, person_id varchar, state varchar)`)
  const appender = await duck.connection.createAppender('linkage_decided')
  for (const { rowKey, personId, state } of decided ?? []) {
    appender.appendVarchar(rowKey)
    if (personId === null) appender.appendNull()
    else appender.appendVarchar(personId)
    appender.appendVarchar(state)
    appender.endRow()
  }
  appender.closeSync()
  const compared = `select row_key,
      case when d.state is not null then d.person_id when o.state = 'match' then o.person_id end,
      coalesce(d.state, o.state, 'none'), confidence
    from linkage_todo left join (select * from linkage_outcome where rank = 1) o using (row_key)
      left join linkage_decided d using (row_key)`
  await duck.run(`create or replace temp table linkage_link as
    select row_key, b.person_id, b.state, b.confidence
    from linkage_all join linkage_before b using (row_key, digest)
    ${decided ? `union all ${compared}` : ''}`)
}

/** Leaves `linkage_link` alone: the steps after this one need the memory. */
async function clearAway(duck: DuckDB): Promise<void> {
  const tables = await duck.rows<{ name: string }>(`
    select table_name as name from duckdb_tables()
    where temporary and starts_with(table_name, 'linkage_') and table_name <> 'linkage_link'`)
  for (const { name } of tables) await duck.run(`drop table ${identifier(name)}`)
}
