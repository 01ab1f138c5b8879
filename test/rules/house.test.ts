import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { type Node, parseSync } from 'oxc-parser'

type Import = { from: string; to: string }
type Source = { file: string; text: string; lines: string[]; program: Node; imports: Import[] }

const folders = '{kernel,engines,nation,server,systems,portal,cli,tools,bench,test}'
const sources = globSync(`${folders}/**/*.{ts,tsx}`, {
  exclude: ['**/node_modules/**', '**/dist/**'],
})
  .toSorted()
  .map(read)
const imports = sources.flatMap((it) => it.imports)
const room = (file: string) =>
  file
    .split('/')
    .slice(0, file.startsWith('systems/') ? 2 : 1)
    .join('/')
const drawer = (file: string) => (file.startsWith('systems/') ? file.split('/')[2] : undefined)
const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.startsWith('test/')
const { imports: doors } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  imports: Record<string, string>
}

test('a room is entered by its door: no import leaves a room by path', () => {
  const strays = imports.filter(
    ({ from, to }) => to.startsWith('.') && room(join(dirname(from), to)) !== room(from),
  )
  assert.deepEqual(strays, [])
})

test('every door that is knocked on exists', () => {
  const known = Object.keys(doors)
  const strays = imports.filter(
    ({ to }) =>
      to.startsWith('#') &&
      !known.some((it) => (it.endsWith('*') ? to.startsWith(it.slice(0, -1)) : to === it)),
  )
  assert.deepEqual(strays, [])
})

test('the kernel knows no room, and stays small', () => {
  const strays = imports.filter(
    ({ from, to }) =>
      from.startsWith('kernel/') && to.startsWith('#') && !to.startsWith('#kernel/'),
  )
  assert.deepEqual(strays, [])
  const kernel = sources.filter((it) => it.file.startsWith('kernel/') && !isTest(it.file))
  assert.ok(kernel.length <= 20, `the kernel has ${kernel.length} files`)
  assert.ok(kernel.reduce((sum, it) => sum + it.lines.length, 0) <= 3_000)
})

test('the domain does no I/O: it imports itself, the pure part of the kernel and pure libraries', () => {
  const pure = new Set([
    '#kernel/id',
    '#kernel/problem',
    '#kernel/digest',
    '#kernel/money',
    '#kernel/words',
    '#kernel/civil-date',
    'node:zlib',
    '#engines/chain/signed-block',
  ])
  const strays = imports.filter(
    ({ from, to }) =>
      drawer(from) === 'domain' &&
      !isTest(from) &&
      !pure.has(to) &&
      !to.startsWith('@noble/') &&
      !(to.startsWith('.') && drawer(join(dirname(from), to)) === 'domain'),
  )
  assert.deepEqual(strays, [])
})

test('storage imports domain, never http, jobs or the door', () => {
  const upward = new Set(['http', 'jobs', 'web', 'index.ts', 'contract.ts'])
  const strays = imports.filter(
    ({ from, to }) =>
      drawer(from) === 'storage' &&
      to.startsWith('.') &&
      upward.has(drawer(join(dirname(from), to)) ?? ''),
  )
  assert.deepEqual(strays, [])
})

test('pages import their own contract and domain, the portal kit and libraries for pages only', () => {
  const libraries =
    /^(react(-dom|\/.*)?|@(mantine|noble)\/.*|@tanstack\/react-query|wouter|jose|canonicalize)$/
  const readers = new Set(['yaml'])
  const strays = imports.filter(({ from, to }) => {
    if (drawer(from) !== 'web' || isTest(from)) return false
    if (to.startsWith('#portal/') || /^#kernel\/(words|civil-date|problem)$/.test(to)) return false
    if (libraries.test(to) || readers.has(to)) return false
    const target = to.startsWith('.') ? drawer(join(dirname(from), to)) : undefined
    return target !== 'web' && target !== 'domain' && !/^contract(-[a-z]+)?\.ts$/.test(target ?? '')
  })
  assert.deepEqual(strays, [])
})

test('no two rooms hold keys to each other', () => {
  const keys = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    const target = /^#([a-z-]+)$/.exec(to)?.[1]
    if (!target || !from.startsWith('systems/') || isTest(from)) continue
    keys.set(room(from), (keys.get(room(from)) ?? new Set()).add(`systems/${target}`))
  }
  const circle = (at: string, path: string[]): string[] | undefined => {
    if (path.includes(at)) return [...path, at]
    for (const next of keys.get(at) ?? []) {
      const found = circle(next, [...path, at])
      if (found) return found
    }
    return undefined
  }
  assert.deepEqual([...keys.keys()].map((it) => circle(it, [])).filter(Boolean), [])
})

test('files do not import each other in a circle', () => {
  const next = new Map<string, string[]>()
  for (const { from, to } of imports) {
    if (!to.startsWith('.')) continue
    next.set(from, [...(next.get(from) ?? []), join(dirname(from), to)])
  }
  const state = new Map<string, 'open' | 'done'>()
  const circles: string[] = []
  const visit = (file: string, path: string[]): void => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      return
    }
    state.set(file, 'open')
    for (const it of next.get(file) ?? []) visit(it, [...path, file])
    state.set(file, 'done')
  }
  for (const file of next.keys()) visit(file, [])
  // The door and what it opens name each other's types; only imports that run make a circle.
  assert.deepEqual(circles, [])
})

test('time, chance and the environment are asked of the kernel', () => {
  const words = [
    /\bDate\.now\(/,
    /\bnew Date\(\)/,
    /\bMath\.random\(/,
    /\bprocess\.env\b/,
    /\bconsole\./,
  ]
  const allowed = new Set([
    'kernel/clock.ts',
    'kernel/log.ts',
    'server/main.ts',
    'portal/browser.ts',
    'cli/terminal.ts',
    // Programs that readers run themselves.
    'systems/blockchain/web/snippets.ts',
  ])
  const found = sources
    .filter(({ file }) => /^(kernel|systems|server|nation|portal|cli|engines)\//.test(file))
    .filter(
      ({ file, text }) => !allowed.has(file) && !isTest(file) && words.some((it) => it.test(text)),
    )
    .map(({ file }) => file)
  assert.deepEqual(found, [])
})

/** Nobody reads it from top to bottom: one entry for each table of a room. */
const isPrinted = (file: string) => file.endsWith('/storage/schema.ts')

/** An address, an import, a template, a path that is drawn, and a sentence that people read. */
const mayBeWide = /https?:|import|`|: 'M|^ *(vi|en|test\(|'[^']*',?$)/

test('files have at most 400 lines of 100 columns, functions at most 70 lines', () => {
  const found = sources.flatMap(({ file, lines, program, text }) => [
    ...(lines.length > 400 && !isPrinted(file) ? [`${file} has ${lines.length} lines`] : []),
    ...lines.flatMap((it, at) =>
      it.length > 100 && !mayBeWide.test(it) ? [`${file}:${at + 1} is wide`] : [],
    ),
    ...longFunctions(program, text).map((it) => `${file}: ${it}`),
  ])
  assert.deepEqual(
    found.filter((it) => !it.startsWith('systems/population/domain/item.ts')),
    [],
  )
})

test('no folder is deeper than room/drawer/file, migrations and the kit of the chain one more', () => {
  const found = globSync('systems/**/*').filter((it) => {
    const depth = it.split('/').length
    return depth > 5 || (depth === 5 && !/\/(migrations|kit)\//.test(it))
  })
  assert.deepEqual(found, [])
})

test('a name says what it is', () => {
  const vague = /(^|[/.-])(utils?|helpers?|common|shared|misc|manager|info)([/.-]|$)/
  assert.deepEqual(
    sources.filter(({ file }) => vague.test(file)).map(({ file }) => file),
    [],
  )
})

test('every room has a door, a page about itself and only known drawers', () => {
  const drawers = new Set(['domain', 'storage', 'http', 'jobs', 'web', 'test'])
  const own: Record<string, string[]> = {
    'trust-services': ['keys', 'pdf', 'validation'],
    documents: ['pdf'],
    blockchain: ['contracts', 'execution', 'json-rpc', 'kit', 'node', 'pool', 'sdk', 'state'],
    'data-coordination': ['gateway', 'hot-path', 'feeds', 'evidence', 'workshop', 'linking'],
  }
  const strays = readdirSync('systems').flatMap((name) => {
    const inside = readdirSync(join('systems', name), { withFileTypes: true })
    const missing = ['README.md', 'index.ts', 'contract.ts'].filter(
      (it) => !inside.some((found) => found.name === it),
    )
    const unknown = inside.filter(
      (it) => it.isDirectory() && !drawers.has(it.name) && !own[name]?.includes(it.name),
    )
    return [...missing, ...unknown.map((it) => it.name)].map((it) => `${name}: ${it}`)
  })
  assert.deepEqual(strays, [])
})

function read(file: string): Source {
  const text = readFileSync(file, 'utf8')
  const { program, module } = parseSync(file, text)
  const typeOnly = /^import\s+type\b/
  const asked = [
    ...module.staticImports
      .filter(
        (it) =>
          !typeOnly.test(text.slice(it.start, it.end)) || it.moduleRequest.value.startsWith('#'),
      )
      .map((it) => it.moduleRequest.value),
    ...module.staticExports.flatMap((it) =>
      it.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports
      .map((it) => text.slice(it.moduleRequest.start, it.moduleRequest.end))
      .map(unquote),
  ]
  return {
    file,
    text,
    lines: text.trimEnd().split('\n'),
    program: program,
    imports: asked.map((to) => ({ from: file, to })),
  }
}

function unquote(text: string): string {
  return text.replace(/^['"`]|['"`]$/g, '')
}

/** Functions of more than 70 lines; those that stand inside another are not counted to it. */
function longFunctions(program: Node, text: string): string[] {
  const found: string[] = []
  const lineOf = (at: number) => text.slice(0, at).split('\n').length
  const visit = (node: unknown): number => {
    if (Array.isArray(node)) return node.reduce((sum: number, it) => sum + visit(it), 0)
    if (typeof node !== 'object' || node === null) return 0
    const it = node as Record<string, unknown> & { type?: string; start: number; end: number }
    let inner = 0
    for (const [key, value] of Object.entries(it)) if (key !== 'parent') inner += visit(value)
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(it.type ?? '')) {
      return inner
    }
    const lines = lineOf(it.end) - lineOf(it.start) + 1
    if (lines - inner > 70)
      found.push(`a function of ${lines - inner} lines at line ${lineOf(it.start)}`)
    return lines
  }
  visit(program)
  return found
}
