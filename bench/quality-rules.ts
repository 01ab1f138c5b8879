/**
 * A thousand quality rules over one dataset in one statement, against the same rules with one
 * statement each, on the same file and the same DuckDB. `npm run bench -- quality-rules ROWS RULES`
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkFile, openStore, type Rule, type Surroundings } from '#data-coordination/workshop'
import type { CivilDate } from '#kernel/civil-date'
import { makeFolder } from './stand/center.ts'
import { median, printHeadline, printTable, say } from './stand/report.ts'

const [rows = 1_000_000, count = 1_000] = process.argv.slice(2).map(Number)
const rounds = 2
const folder = makeFolder('rules')
const store = openStore(folder, { memoryMb: 2_048, threads: 2 })
mkdirSync(folder, { recursive: true })
const file = join(folder, 'rows.parquet')

const around: Surroundings = {
  today: '2026-11-18' as CivilDate,
  types: new Map([['born', 'date']]),
  lists: new Map(),
  published: () => undefined,
  rowsBefore: undefined,
}

/** Rules of ten kinds over twenty columns; the values in them differ from rule to rule. */
function ruleOf(at: number): Rule {
  const text = `text_${at % 8}`
  const number = `number_${at % 8}`
  const checks: Rule['check'][] = [
    { kind: 'filled', column: text },
    { kind: 'pattern', column: 'number', pattern: `[0-9]{${8 + (at % 5)}}` },
    { kind: 'range', column: number, min: at % 100, max: 900_000 + at },
    { kind: 'length', column: text, min: 1, max: 10 + (at % 20) },
    { kind: 'range', column: 'born', min: `19${10 + (at % 80)}-01-01` },
    {
      kind: 'holds',
      expression: {
        op: 'or',
        args: [
          { op: '>', args: [{ column: number }, { value: at }] },
          { op: 'is-empty', args: [{ column: text }] },
        ],
      },
    },
    {
      kind: 'holds',
      expression: {
        op: '<=',
        args: [
          { op: 'years-between', args: [{ column: 'born' }, { op: 'today', args: [] }] },
          { value: 50 + (at % 60) },
        ],
      },
    },
    { kind: 'complete', columns: [text, number], share: 0.9 },
    {
      kind: 'holds',
      expression: {
        op: '!=',
        args: [
          { op: 'slice', args: [{ column: 'number' }, { value: 1 }, { value: 3 }] },
          { value: String(at % 100).padStart(3, '0') },
        ],
      },
    },
    { kind: 'order', first: 'born', second: 'died' },
  ]
  return {
    id: `rule-${at}`,
    title: { vi: `Quy tắc ${at}`, en: `Rule ${at}` },
    severity: 'warning',
    tolerance: 0.01,
    check: checks[at % checks.length] as Rule['check'],
  }
}

try {
  await using duck = await store.open({ folders: [folder], spill: 'bench' })
  const of = (name: string, expression: (at: number) => string) =>
    Array.from({ length: 8 }, (_, at) => `${expression(at)} as ${name}_${at}`).join(', ')
  await duck.run(
    `copy (select range as row_no, range::varchar as row_key,
       lpad((range * 7919 % 1000000000000)::varchar, 12, '0') as number,
       date '1930-01-01' + (range % 35000)::int as born,
       date '1990-01-01' + (range * 31 % 12000)::int as died,
       ${of('text', (at) => `case when range % ${50 + at} > 0 then 'Văn bản ' || (range * ${at + 3} % 10007) end`)},
       ${of('number', (at) => `range * ${at + 1} % 1000003`)}
     from range(${rows})) to '${file}' (format parquet)`,
  )
  const rules = Array.from({ length: count }, (_, at) => ruleOf(at))
  const [ours, peer]: [number[], number[]] = [[], []]
  let failed = 0
  for (let round = 0; round <= rounds; round++) {
    const startedMs = performance.now()
    const results = await checkFile(duck, file, rules, around)
    const oneMs = performance.now()
    let apart = 0
    for (const rule of rules) {
      const [result] = await checkFile(duck, file, [rule], around)
      if (result && !result.passed) apart++
    }
    const endMs = performance.now()
    failed = results.filter((it) => !it.passed).length
    if (failed !== apart) throw new Error(`${failed} rules fail together, ${apart} apart.`)
    say(
      `round ${round}: together ${Math.round(oneMs - startedMs)} ms, apart ${Math.round(endMs - oneMs)} ms`,
    )
    if (round === 0) continue
    ours.push(oneMs - startedMs)
    peer.push(endMs - oneMs)
  }
  const million = (ms: number) => (rows * count) / ms / 1_000
  printTable([
    [`${count} rules, ${rows.toLocaleString('en')} rows, ${failed} fail`, 'seconds', 'M checks/s'],
    ['one statement', median(ours) / 1_000, million(median(ours))],
    ['a statement for each rule', median(peer) / 1_000, million(median(peer))],
  ])
  printHeadline({
    name: 'quality-rules',
    ours: million(median(ours)),
    peer: million(median(peer)),
    unit: 'M checks/s',
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}
