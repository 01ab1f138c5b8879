/** The texts that are printed from the program itself and checked in: see tools/print.ts. */
import { globSync, readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'
import type { Section } from '#kernel/config'
import { variableOf } from '#kernel/config'
import type { Center } from '#server/center'
import { sections } from '#server/config'

export type Printed = { readonly file: string; readonly text: string }

/** OpenAPI of all rooms, with the address of this machine left out. */
export function printOpenApi({ server }: Center): Printed {
  const document = server.swagger() as { servers?: unknown }
  const { servers: _, ...rest } = document
  return { file: 'docs/api/openapi.json', text: `${JSON.stringify(rest, null, 1)}\n` }
}

/** Every setting with its environment variable, flag, default and meaning. */
export function printSettings(): Printed {
  const tables = Object.values(sections as Record<string, Section>).map(({ prefix, shape }) => {
    const rows = Object.entries(shape.properties).map(([field, schema]) => {
      const notes = schema as { flag?: string; default?: unknown; description?: string }
      const name = `\`${variableOf(prefix, field)}\``
      const flag = notes.flag ? `\`--${notes.flag}\`` : ''
      const fallback = notes.default === undefined ? '' : `\`${JSON.stringify(notes.default)}\``
      return `| ${name} | ${flag} | ${fallback} | ${(notes.description ?? '').replaceAll('|', '\\|')} |`
    })
    const title = prefix === '' ? 'The center' : `${prefix[0]?.toUpperCase()}${prefix.slice(1)}`
    return `## ${title}\n\n| variable | flag | default | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
  const lead =
    '# Settings\n\n' +
    'Read once at start, from the environment or from flags (`npm start -- --people 1000`).\n' +
    'All mistakes are told together. Secrets that are not set here are made at first start and\n' +
    'kept under the data folder. This page is printed by `npm run print`.\n'
  return { file: 'docs/operations/config.md', text: `${lead}\n${tables.join('\n')}` }
}

type Found = { status: string; code: string; vi: string; en: string }

/** Every refusal that the program can express, read from its own source. */
export function printProblems(): Printed {
  const files = globSync('{kernel,engines,server,systems}/**/*.ts', {
    exclude: ['**/*.test.ts', '**/web/**'],
  }).toSorted()
  const found = files.flatMap((file) => problemsOf(file, readFileSync(file, 'utf8')))
  const byCode = new Map(found.map((it) => [it.code, it]))
  const rows = [...byCode.values()]
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    .map((it) => `| \`${it.code}\` | ${it.status} | ${it.vi} | ${it.en} |`)
  const lead =
    '# Problems\n\nRefusals are told as Problem Details (RFC 9457); `code` is stable and clients may branch on it,\n' +
    '`type` is `urn:ndc:problem:` and the code, `detail` is in the language asked for. `…` stands for what depends\n' +
    'on the case. This page is printed by `npm run print`.\n\n| code | status | Vietnamese | English |\n|---|---|---|---|\n'
  return { file: 'docs/api/problems.md', text: `${lead}${rows.join('\n')}\n` }
}

type Node = { type: string; start: number; end: number; [key: string]: unknown }

function problemsOf(file: string, text: string): Found[] {
  const found: Found[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== 'object' || value === null) return
    const node = value as Node
    if (node.type === 'NewExpression' && (node['callee'] as Node)['name'] === 'Problem') {
      const [status, code, detail] = node['arguments'] as Node[]
      if (status && code && detail) found.push(readProblem(status, code, detail))
    }
    for (const inner of Object.values(node)) visit(inner)
  }
  visit(parseSync(file, text).program)
  return found
}

function readProblem(status: Node, code: Node, detail: Node): Found {
  const said = (language: 'vi' | 'en'): string => {
    const property = ((detail['properties'] as Node[] | undefined) ?? []).find(
      (it) => (it['key'] as Node | undefined)?.['name'] === language,
    )
    return property ? plainText(property['value'] as Node) : '…'
  }
  return {
    status: plainText(status),
    code: plainText(code),
    vi: said('vi'),
    en: said('en'),
  }
}

/** A literal as it reads; what a template fills in becomes "…". */
function plainText(node: Node): string {
  if (node.type === 'Literal') return String(node['value']).replaceAll('|', '\\|')
  if (node.type !== 'TemplateLiteral') return '…'
  const quasis = node['quasis'] as { value: { cooked: string } }[]
  return quasis
    .map((it) => it.value.cooked)
    .join('…')
    .replaceAll('|', '\\|')
}
