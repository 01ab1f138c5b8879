import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { type DuckDB, identifier } from '#engines/duckdb'
import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import { type DatasetVersion, findPipeline, listVersions } from '../storage/datasets.ts'
import type { Schema } from '../storage/schema.ts'
import { plain } from './preview.ts'
import type { Store } from './store.ts'

export type LookUp = {
  readonly personalNumber?: string | undefined
  readonly key?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

type Row = Record<string, unknown>

/** Published data, read from its files by one DuckDB that stays open. */
export function openPublished(db: Kysely<Schema>, store: Store, kernel: Kernel) {
  let opened: Promise<DuckDB> | undefined
  const duck = (): Promise<DuckDB> => {
    opened ??= store.open({
      folders: [join(store.folder, 'datasets')],
      spill: newId('published', kernel.clock.now()),
    })
    opened.catch(() => (opened = undefined))
    return opened
  }

  async function versionsOf(
    dataset: string,
  ): Promise<readonly [DatasetVersion, ...DatasetVersion[]]> {
    const [newest, ...older] = await listVersions(db, dataset, 1_000)
    if (!newest) throw notPublished()
    return [newest, ...older]
  }
  const fileOf = (dataset: string, version: number, name: string) =>
    join(store.versionFolder(dataset, version), name)

  return {
    /** The records of a person, of a key, or page by page in the order of their keys. */
    async records(dataset: string, ask: LookUp) {
      const [{ version, runId }] = await versionsOf(dataset)
      const file = fileOf(dataset, version, 'data.parquet')
      const values: Record<string, string> = { file }
      const where: string[] = []
      if (ask.personalNumber !== undefined) {
        const column = await personColumn(dataset, runId)
        where.push(`${identifier(column)} = $number`)
        values['number'] = ask.personalNumber
      }
      if (ask.key !== undefined) {
        where.push('row_key = $key')
        values['key'] = ask.key
      }
      if (ask.after !== undefined) {
        where.push('row_key > $after')
        values['after'] = ask.after
      }
      const rows = await (await duck()).rows<Row & { row_key: string }>(
        `select * exclude (row_no) from read_parquet($file)
         ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
         order by row_key limit ${ask.limit}`,
        values,
      )
      const next = rows.length === ask.limit ? (rows.at(-1)?.row_key ?? null) : null
      const items = rows.map(({ row_key, ...cells }) => ({ key: row_key, ...plain(cells) }))
      return { dataset, version, items, next }
    },

    /** What changed after version `since`, as CloudEvents, oldest first. */
    async changes(dataset: string, since: number, after: number) {
      const versions = await versionsOf(dataset)
      const next = versions.find((it) => it.version === since + 1)
      const newest = versions[0].version
      if (!next) {
        if (since >= newest) return { version: newest, items: [], next: null }
        throw versionUnknown()
      }
      const most = 1_000
      const rows = await (await duck()).rows<{ sequence: bigint; row_key: string; kind: string }>(
        `select sequence, row_key, kind from read_parquet($file)
         where sequence > $after order by sequence limit ${most}`,
        { file: fileOf(dataset, next.version, 'changes.parquet'), after },
      )
      const items = rows.map((it) => ({
        specversion: '1.0',
        id: `${dataset}/${next.version}/${it.sequence}`,
        source: `${kernel.publicUrl}/api/data-coordination/v1/published/${dataset}`,
        type: `data-coordination.record-${it.kind}`,
        subject: it.row_key,
        time: next.publishedAt.toISOString(),
        datacontenttype: 'application/json',
        data: { version: next.version, key: it.row_key },
      }))
      const whole = rows.length < most
      const last = Number(rows.at(-1)?.sequence ?? 0)
      const on = whole
        ? next.version < newest
          ? { since: next.version, after: 0 }
          : null
        : { since, after: last }
      return { version: next.version, items, next: on }
    },

    async close() {
      await (await opened?.catch(() => undefined))?.close()
    },
  }

  async function personColumn(dataset: string, runId: string): Promise<string> {
    const run = await db
      .selectFrom('data_coordination.run')
      .select('pipeline_version')
      .where('id', '=', runId)
      .executeTakeFirstOrThrow()
    const pipeline = await findPipeline(db, dataset, run.pipeline_version)
    const field = pipeline?.definition.mapping.find((it) => it.term === 'person.number')
    if (!field) throw noPeople()
    return field.to
  }
}

export type Published = ReturnType<typeof openPublished>

function notPublished(): Problem {
  return new Problem(404, 'data-coordination.not-published', {
    vi: 'Tập dữ liệu này chưa được công bố.',
    en: 'This dataset has not been published.',
  })
}

function versionUnknown(): Problem {
  return new Problem(410, 'data-coordination.version-gone', {
    vi: 'Không còn phiên bản này; hãy đọc lại toàn bộ.',
    en: 'This version is not kept; read everything anew.',
  })
}

function noPeople(): Problem {
  return new Problem(422, 'data-coordination.records-without-people', {
    vi: 'Tập dữ liệu này không có số định danh cá nhân.',
    en: 'This dataset holds no personal numbers.',
  })
}
