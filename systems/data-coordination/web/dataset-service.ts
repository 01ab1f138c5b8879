import type { DatasetView } from '../contract-pipeline.ts'

/** The catalogue entry by which a published dataset is read, record by record. */
export function serviceOf(it: DatasetView, center: string) {
  const { mapping } = it.pipeline?.definition ?? { mapping: [] }
  const columns = it.versions[0]?.columns ?? []
  const ofPeople = mapping.some(({ term }) => term === 'person.number')
  return {
    code: it.code,
    kind: 'rest',
    version: 'v1',
    contract: JSON.stringify(contractOf(it, columns, ofPeople)),
    title: it.title,
    description: it.description,
    layer: 'ministry',
    dataClass: ofPeople ? 'personal' : 'shared-default',
    basis: 'Luật Dữ liệu 60/2024/QH15',
    fields: columns.map(({ name }) => ({
      name,
      term: mapping.find(({ to }) => to === name)?.term ?? null,
      title: { vi: name, en: name },
    })),
    subject: ofPeople ? { in: 'query', name: 'personalNumber' } : null,
    timeoutMs: 10_000,
    acceptsId: false,
    keepsBodies: false,
    availability: 99,
    p95Ms: 1_000,
    targetUrl: `${center}/api/data-coordination/v1/published/${it.code}`,
  }
}

type Columns = DatasetView['versions'][number]['columns']

function contractOf(it: DatasetView, columns: Columns, ofPeople: boolean) {
  const properties = Object.fromEntries(columns.map(({ name, type }) => [name, schemaOf(type)]))
  const items = { type: 'array', items: { type: 'object', properties } }
  const text = { type: 'string' }
  return {
    openapi: '3.1.0',
    info: { title: it.title.vi, version: '1' },
    paths: {
      '/records': {
        get: {
          summary: it.title.en,
          parameters: [
            { name: ofPeople ? 'personalNumber' : 'key', in: 'query', schema: text },
            { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 1_000 } },
          ],
          responses: {
            200: {
              description: it.title.en,
              content: {
                'application/json': { schema: { type: 'object', properties: { items } } },
              },
            },
          },
        },
      },
    },
  }
}

/** JSON Schema of a column's SQL type. */
function schemaOf(type: string): object {
  if (/INT/i.test(type)) return { type: 'integer' }
  if (/DOUBLE|DECIMAL|FLOAT/i.test(type)) return { type: 'number' }
  if (/BOOL/i.test(type)) return { type: 'boolean' }
  return /DATE/i.test(type) ? { type: 'string', format: 'date' } : { type: 'string' }
}
