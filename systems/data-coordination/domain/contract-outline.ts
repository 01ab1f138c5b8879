/**
 * What an OpenAPI document tells about a service before anyone has explained it: its fields, where
 * the personal number stands, and words to begin with. Guesses, for its owner to correct.
 */
import type { Endpoint, SubjectPlace } from './configuration.ts'

type Node = Readonly<Record<string, unknown>>

export type OutlineField = {
  readonly name: string
  /** What the document calls it, or its name taken apart. */
  readonly title: string
}

export type Outline = {
  /** An OpenAPI 3 document with operations in it, as far as one can see. */
  readonly usable: boolean
  readonly endpoints: readonly Endpoint[]
  readonly title: string
  readonly description: string
  /** The first server that is named. */
  readonly address: string
  readonly fields: readonly OutlineField[]
  readonly subject: SubjectPlace | null
}

const [mostFields, mostDepth] = [300, 12]
const answers = /^(2\d\d|2XX|default)$/
const numberLike = /personal.?number|citizen.?(id|number)|national.?id|so.?dinh.?danh|cccd/i

export function outlineOf(document: unknown): Outline {
  const root = nodeOf(document)
  const endpoints = endpointsOf(root)
  const about = nodeOf(root['info'])
  const server = Array.isArray(root['servers']) ? nodeOf(root['servers'][0]) : {}
  return {
    usable: /^3\.[01]\./.test(textOf(root['openapi'])) && endpoints.length > 0,
    endpoints,
    title: textOf(about['title']),
    description: textOf(about['description']),
    address: textOf(server['url']),
    fields: fieldsOf(root),
    subject: subjectOf(root, endpoints),
  }
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const

function endpointsOf(root: Node): Endpoint[] {
  return Object.entries(nodeOf(root['paths'])).flatMap(([path, item]) =>
    methods
      .filter((it) => nodeOf(item)[it] !== undefined)
      .map((it) => ({ method: it.toUpperCase(), path })),
  )
}

function fieldsOf(root: Node): OutlineField[] {
  const found = new Map<string, OutlineField>()
  for (const operation of operationsOf(root)) {
    for (const [status, response] of Object.entries(nodeOf(operation['responses']))) {
      if (!answers.test(status)) continue
      for (const media of Object.values(nodeOf(resolve(root, response)['content']))) {
        collect(root, nodeOf(media)['schema'], found, 0)
      }
    }
  }
  return [...found.values()].slice(0, mostFields)
}

/** The properties of what is answered; the list around records is not a field itself. */
function collect(
  root: Node,
  given: unknown,
  found: Map<string, OutlineField>,
  depth: number,
): void {
  const schema = resolve(root, given)
  if (depth > mostDepth) return
  for (const part of ['allOf', 'oneOf', 'anyOf']) {
    const parts = schema[part]
    if (Array.isArray(parts)) for (const it of parts) collect(root, it, found, depth + 1)
  }
  if (schema['items']) collect(root, schema['items'], found, depth + 1)
  const properties = Object.entries(nodeOf(schema['properties']))
  const list = properties.find(([, it]) => isListOfRecords(root, it))
  if (list && properties.length <= 6) return collect(root, list[1], found, depth + 1)
  for (const [name, it] of properties) {
    if (!/^[A-Za-z_][\w.-]*$/.test(name) || name.length > 100 || found.has(name)) continue
    const own = resolve(root, it)
    found.set(name, { name, title: textOf(own['title']) || spaced(name) })
  }
}

function isListOfRecords(root: Node, given: unknown): boolean {
  const schema = resolve(root, given)
  const items = resolve(root, schema['items'])
  return items['properties'] !== undefined || items['allOf'] !== undefined
}

function subjectOf(root: Node, endpoints: readonly Endpoint[]): SubjectPlace | null {
  for (const { path } of endpoints) {
    const at = path.split('/').findIndex((it) => /^\{.+\}$/.test(it) && numberLike.test(it))
    if (at > 0) return { in: 'path', segment: at - 1 }
  }
  for (const operation of operationsOf(root)) {
    const parameters = operation['parameters']
    for (const it of Array.isArray(parameters) ? parameters : []) {
      const { in: place, name } = resolve(root, it)
      if (place === 'query' && typeof name === 'string' && numberLike.test(name)) {
        return { in: 'query', name: name.slice(0, 100) }
      }
    }
  }
  return null
}

function operationsOf(root: Node): Node[] {
  return Object.values(nodeOf(root['paths'])).flatMap((path) =>
    Object.values(nodeOf(path)).filter((it): it is Node => nodeOf(it)['responses'] !== undefined),
  )
}

/** What a reference within the document leads to; the thing itself when it is none. */
function resolve(root: Node, given: unknown): Node {
  let at = nodeOf(given)
  for (let hops = 0; hops < mostDepth && typeof at['$ref'] === 'string'; hops++) {
    let target: unknown = root
    for (const part of at['$ref'].split('/').slice(1)) {
      target = nodeOf(target)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
    }
    at = nodeOf(target)
  }
  return at
}

function nodeOf(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

/** "issuedOn" and "issued_on" as "Issued on". */
function spaced(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
