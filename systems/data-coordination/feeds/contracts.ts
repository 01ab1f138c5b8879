/** The schemas of feeds' events: asked of the center once for each version, and kept. */
import { parseDocument } from 'yaml'
import type { ServiceEntry } from '../domain/configuration.ts'
import type { Asking } from '../hot-path/options.ts'
import type { Store } from '../hot-path/store.ts'
import { Refused } from './manners.ts'

export const contractTables = `
create table if not exists feed_schema (
  service text primary key,
  version text not null,
  text text
) strict, without rowid;
`

type Held = { readonly version: string; readonly schema: object | undefined }

/** Of the schema of a service's events; undefined: the catalogue holds none. */
export function openContracts(
  store: Store,
  ask: Asking['contract'],
  signal: AbortSignal,
): (service: ServiceEntry) => Promise<object | undefined> {
  const held = new Map<string, Held>()

  const kept = async ({ id, version }: ServiceEntry): Promise<Held | undefined> => {
    const [row] = await store.read<{ text: string | null }>([
      'select text from feed_schema where service = ? and version = ?',
      id,
      version,
    ])
    return row && { version, schema: schemaOf(row.text) }
  }

  const fetched = async ({ id, version }: ServiceEntry): Promise<Held> => {
    const text = await ask(id, AbortSignal.any([signal, AbortSignal.timeout(10_000)])).catch(
      (error: Error) => {
        throw unknownSchema(error.message)
      },
    )
    const schema = schemaOf(text ?? null)
    await store.write([
      [
        'insert or replace into feed_schema (service, version, text) values (?, ?, ?)',
        id,
        version,
        text ?? null,
      ],
    ])
    return { version, schema }
  }

  return async (service) => {
    let it = held.get(service.id)
    if (it?.version !== service.version) {
      it = (await kept(service)) ?? (await fetched(service))
      held.set(service.id, it)
    }
    return it.schema
  }
}

function schemaOf(text: string | null): object | undefined {
  if (text === null) return undefined
  try {
    const document = parseDocument(text, { schema: 'core', strict: true, logLevel: 'silent' })
    const read: unknown = document.errors.length > 0 ? null : document.toJS({ maxAliasCount: 100 })
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read
  } catch {
    // Told below.
  }
  throw unknownSchema('What the catalogue holds is no JSON Schema, in JSON or YAML.')
}

/** What could not be checked is not published. */
function unknownSchema(detail: string): Refused {
  return new Refused(
    503,
    'Server.ClientProxy.SchemaUnknown',
    {
      vi: 'Chưa lấy được lược đồ của luồng sự kiện để kiểm tra.',
      en: 'The schema of the feed, by which events are checked, could not be read.',
    },
    detail,
  )
}
