/**
 * What the contract of a data service says, and whether it may stand in the catalogue: an OpenAPI
 * 3.x document for services that are called, a JSON Schema of the events or files for the others.
 * Facts in, facts out; whoever calls has parsed the text.
 */
import { Problem } from '#kernel/problem'
import { fileEndpoints } from './batch-file.ts'
import type { Endpoint, ServiceKind } from './configuration.ts'
import { feedEndpoints } from './feed.ts'

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const

/** Longest text of a contract. */
export const mostContractBytes = 512 * 1024
const [mostDepth, mostNodes, mostEndpoints] = [64, 50_000, 300]

type Node = Readonly<Record<string, unknown>>

/** The endpoints of a contract. Throws a `Problem` that says what is wrong with it. */
export function readContract(kind: ServiceKind, document: unknown): Endpoint[] {
  if (!isNode(document)) throw broken('Không phải là một đối tượng.', 'It is not an object.')
  checkReferences(document)
  if (kind === 'feed') return [...feedEndpoints]
  if (kind === 'files') return [...fileEndpoints]
  const { openapi, info, paths } = document
  if (typeof openapi !== 'string' || !/^3\.[01]\.\d+$/.test(openapi)) {
    throw broken('Cần OpenAPI 3.0 hoặc 3.1.', 'It must be OpenAPI 3.0 or 3.1.')
  }
  if (!isNode(info) || typeof info['title'] !== 'string' || typeof info['version'] !== 'string') {
    throw broken('Thiếu info.title hoặc info.version.', 'info.title or info.version is missing.')
  }
  if (!isNode(paths)) throw broken('Thiếu "paths".', '"paths" is missing.')
  const found = Object.entries(paths).flatMap(([path, item]) => endpointsOf(path, item))
  if (found.length === 0 || found.length > mostEndpoints) {
    throw broken(
      `Cần từ 1 đến ${mostEndpoints} thao tác.`,
      `It must have 1 to ${mostEndpoints} operations.`,
    )
  }
  return found
}

function endpointsOf(path: string, item: unknown): Endpoint[] {
  const whole = /^(\/(\{[A-Za-z][\w-]*\}|[\w.~!$&'()+,;=:@-]+|$))+$/
  if (path.length > 300 || !whole.test(path)) {
    throw broken(
      `Đường dẫn "${path.slice(0, 80)}" không dùng được; tham số phải là cả một đoạn.`,
      `The path "${path.slice(0, 80)}" cannot be used; a parameter must be a whole segment.`,
    )
  }
  if (!isNode(item)) throw broken(`"${path}" không phải là đối tượng.`, `"${path}" is no object.`)
  return methods.flatMap((it) => (isNode(item[it]) ? { method: it.toUpperCase(), path } : []))
}

/** References stay in the document and lead somewhere; the whole is of a sane size. */
function checkReferences(document: Node): void {
  let nodes = 0
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return
    if (depth > mostDepth || ++nodes > mostNodes) {
      throw broken('Tài liệu quá lớn hoặc quá sâu.', 'The document is too large or too deep.')
    }
    const reference = Array.isArray(value) ? undefined : (value as Node)['$ref']
    if (typeof reference === 'string' && !leads(document, reference)) {
      throw broken(
        `Tham chiếu "${reference.slice(0, 100)}" phải nằm trong tài liệu.`,
        `The reference "${reference.slice(0, 100)}" must lead to a place in the document.`,
      )
    }
    for (const it of Object.values(value)) visit(it, depth + 1)
  }
  visit(document, 0)
}

function leads(document: Node, reference: string): boolean {
  if (reference !== '#' && !reference.startsWith('#/')) return false
  let at: unknown = document
  for (const raw of reference.split('/').slice(1)) {
    const name = decodeSegment(raw).replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false
    at = (at as Node)[name]
  }
  return true
}

function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The contract cannot be taken into the catalogue. */
export function broken(vi: string, en: string): Problem {
  return new Problem(422, 'data-coordination.contract-malformed', {
    vi: `Hợp đồng dịch vụ chưa đúng: ${vi}`,
    en: `The contract of the service is not right: ${en}`,
  })
}
