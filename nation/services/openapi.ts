import type { Collection, Field, Registry } from '../registries/index.ts'

type Json = Readonly<Record<string, unknown>>

/** What an agency's service says of itself (OpenAPI 3.1). */
export function openApiOf(registry: Registry): Json {
  return {
    openapi: '3.1.0',
    info: { title: registry.title.en, description: registry.title.vi, version: '1.0.0' },
    paths: {
      ...Object.assign({}, ...registry.collections.map((it) => pathsOf(it, `/${it.code}`))),
      ...correctionPaths(registry, '/corrections'),
    },
    components: { schemas: { ...schemasOf(registry.collections), ...ofAll } },
  }
}

/** The contract of one collection as a data service: paths are below the service's own. */
export function collectionContract(collection: Collection): Json {
  return {
    openapi: '3.1.0',
    info: { title: collection.title.en, description: collection.title.vi, version: '1.0.0' },
    paths: pathsOf(collection, '/'),
    components: { schemas: { ...schemasOf([collection]), ...ofAll } },
  }
}

/** The contract of the service that takes corrections. */
export function correctionContract(registry: Registry): Json {
  return {
    openapi: '3.1.0',
    info: { title: `${registry.title.en}: corrections`, version: '1.0.0' },
    paths: correctionPaths(registry, '/'),
    components: { schemas: ofAll },
  }
}

const schemasOf = (collections: readonly Collection[]): Json =>
  Object.fromEntries(collections.map((it) => [nameOf(it), recordOf(it)]))

const ofAll: Json = {
  Correction: {
    type: 'object',
    properties: Object.fromEntries(
      ['id', 'collection', 'recordId', 'field', 'reason', 'by', 'at'].map((it) => [
        it,
        { type: 'string' },
      ]),
    ),
  },
  Problem: {
    type: 'object',
    properties: {
      type: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
    },
  },
}

function correctionPaths(registry: Registry, base: string): Json {
  return {
    [base]: { post: correctionPost(registry) },
    [`${base === '/' ? '' : base}/{id}`]: {
      get: {
        operationId: 'correctionGet',
        summary: 'What came of a correction',
        parameters: [parameter('id', 'path')],
        responses: { 200: answer('Correction'), 404: problem },
      },
    },
  }
}

function pathsOf(it: Collection, base: string): Json {
  const list = {
    type: 'object',
    properties: {
      items: { type: 'array', items: { $ref: `#/components/schemas/${nameOf(it)}` } },
      next: { type: ['string', 'null'] },
    },
  }
  return {
    [base]: {
      get: {
        operationId: `${it.code}List`,
        summary: it.title.en,
        description: `${it.title.vi}. With personalNumber: the records in which that person stands.`,
        parameters: [
          parameter('personalNumber', 'query', { pattern: '^\\d{12}$' }),
          parameter('after', 'query'),
          parameter('limit', 'query', { type: 'integer', minimum: 1, maximum: 1_000 }),
        ],
        responses: { 200: { description: 'Records', content: json(list) }, 400: problem },
      },
    },
    [`${base === '/' ? '' : base}/{id}`]: {
      get: {
        operationId: `${it.code}Get`,
        summary: `${it.title.en}: one record`,
        parameters: [parameter('id', 'path')],
        responses: { 200: answer(nameOf(it)), 404: problem },
      },
    },
  }
}

function correctionPost({ collections }: Registry): Json {
  return {
    operationId: 'correctionFile',
    summary: 'Correct a record. The same X-Road-Id is done once.',
    parameters: [parameter('X-Road-Id', 'header')],
    requestBody: {
      required: true,
      content: json({
        type: 'object',
        required: ['collection', 'recordId', 'field', 'value', 'reason'],
        properties: {
          collection: { enum: collections.map((it) => it.code) },
          recordId: { type: 'string' },
          field: { type: 'string' },
          value: { type: ['string', 'integer', 'null'] },
          reason: { type: 'string', minLength: 1, maxLength: 1_000 },
        },
      }),
    },
    responses: { 201: answer('Correction'), 400: problem, 404: problem, 409: problem },
  }
}

const types: Record<Field['kind'], Json> = {
  text: { type: ['string', 'null'] },
  day: { type: ['string', 'null'], description: 'YYYY-MM-DD, or as the agency wrote it' },
  count: { type: ['integer', 'null'] },
  'personal-number': { type: ['string', 'null'], description: 'Twelve digits; old ones nine' },
}

function recordOf({ fields }: Collection): Json {
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map(({ name, kind, words }) => [name, { title: words.en, ...types[kind] }]),
    ),
  }
}

function nameOf({ code }: Collection): string {
  return code.charAt(0).toUpperCase() + code.slice(1)
}

function parameter(name: string, place: string, schema: Json = {}): Json {
  return {
    name,
    in: place,
    required: place !== 'query',
    schema: { type: 'string', ...schema },
  }
}

const json = (schema: Json): Json => ({ 'application/json': { schema } })

const answer = (name: string): Json => ({
  description: name,
  content: json({ $ref: `#/components/schemas/${name}` }),
})

const problem: Json = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
