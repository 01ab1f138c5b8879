import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { literal, openDuckDB } from '#engines/duckdb'
import { firstLists } from '../domain/code-list.ts'
import type { FieldMapping, Step } from '../domain/mapping.ts'
import { firstTerms } from '../domain/term.ts'
import { mapLanded } from './map.ts'

const folder = mkdtempSync(join(tmpdir(), 'ndc-map-'))
after(() => rmSync(folder, { recursive: true }))
const dictionary = {
  terms: new Map(firstTerms.map((it) => [it.code, it])),
  lists: new Map(firstLists.map((it) => [it.code, it.codes])),
}

type Cell = string | null

/** Carries one column over; returns what came out, row by row, and what was put aside. */
async function carry(cells: readonly Cell[], more: Partial<FieldMapping>) {
  await using duck = await openDuckDB({
    folders: [folder],
    temporary: join(folder, 'spill'),
    memoryMb: 256,
    threads: 1,
  })
  const rows = cells.map((it) => `(${it === null ? 'null' : literal(it)})`)
  const landed = literal(join(folder, 'landed.parquet'))
  await duck.run(
    `copy (select * from (values ${rows.join(', ')}) as t("Cột ""x""")) to ${landed} (format parquet)`,
  )
  const field: FieldMapping = {
    to: 'out',
    term: null,
    from: ['Cột "x"'],
    steps: [],
    onBad: 'cell',
    ...more,
  }
  const counts = await mapLanded(duck, folder, { mapping: [field], key: [] }, dictionary)
  const found = await duck.rows<{ out: unknown }>(
    `select "out"::varchar as "out" from read_parquet($file) order by row_no`,
    { file: join(folder, 'mapped.parquet') },
  )
  const rejects = await duck.rows<{ value: string; reason: string }>(
    'select value, reason from read_parquet($file) order by row_no',
    { file: join(folder, 'rejects.parquet') },
  )
  return { out: found.map((it) => it.out), rejects, counts }
}

/** Steps, the term, and what each text becomes. */
const cases: [Step[], string | null, [Cell, Cell][]][] = [
  [
    [],
    null,
    [
      ['  a \n b ', 'a b'],
      ['', null],
      ['   ', null],
      [null, null],
    ],
  ],
  [[{ do: 'upper' }], null, [['đặng', 'ĐẶNG']]],
  [[{ do: 'title' }], null, [['NGUYỄN THỊ đào', 'Nguyễn Thị Đào']]],
  [[{ do: 'fold' }], null, [['Đặng Thị Hoà!', 'dang thi hoa']]],
  [
    [{ do: 'digits' }],
    null,
    [
      ['001.094 000-011', '001094000011'],
      ['không', null],
    ],
  ],
  [
    [{ do: 'name-part', part: 'surname' }],
    null,
    [
      ['Lê Văn Đức', 'Lê'],
      ['Đức', null],
    ],
  ],
  [
    [{ do: 'name-part', part: 'middle' }],
    null,
    [
      ['Lê Thị Kim Anh', 'Thị Kim'],
      ['Lê An', null],
    ],
  ],
  [
    [{ do: 'name-part', part: 'given' }],
    null,
    [
      ['Lê Văn Đức', 'Đức'],
      ['Đức', 'Đức'],
    ],
  ],
  [[{ do: 'number', decimal: ',' }], 'land.area', [['1.234.567,5', '1234567.5']]],
  [
    [{ do: 'number', decimal: '.' }],
    'land.area',
    [
      ['1,234.5', '1234.5'],
      ['-7', '-7.0'],
    ],
  ],
  [
    [{ do: 'date', forms: ['dd/mm/yyyy', 'yyyymmdd'] }],
    'person.birth-date',
    [
      ['8/3/1994', '1994-03-08'],
      ['19940308', '1994-03-08'],
      ['01/01/0024', null],
    ],
  ],
  [
    [{ do: 'translate', list: 'sex' }],
    'person.sex',
    [
      ['NỮ', 'female'],
      ['Nam giới', 'male'],
      ['male', 'male'],
      ['?', null],
    ],
  ],
  [
    [{ do: 'replace', pairs: [{ from: 'TP.', to: 'Thành phố ' }] }],
    null,
    [['TP.Huế', 'Thành phố Huế']],
  ],
  [
    [{ do: 'default', value: 'VNM' }],
    'person.nationality',
    [
      [null, 'VNM'],
      ['LAO', 'LAO'],
    ],
  ],
]

test('each transformation does what it says', async () => {
  for (const [steps, term, table] of cases) {
    const { out } = await carry(
      table.map(([given]) => given),
      { steps, term },
    )
    assert.deepEqual(
      out,
      table.map(([, wanted]) => wanted),
      JSON.stringify(steps),
    )
  }
})

test('a value that cannot be carried over is put aside, and no row is lost', async () => {
  const cells = ['08/03/1994', '31/02/1990', '', null, 'hôm qua']
  const steps: Step[] = [{ do: 'date', forms: ['dd/mm/yyyy'] }]
  const bad = [
    { value: '31/02/1990', reason: 'date' },
    { value: 'hôm qua', reason: 'date' },
  ]
  const kept = await carry(cells, { steps, term: 'person.birth-date' })
  assert.deepEqual(kept.out, ['1994-03-08', null, null, null, null])
  assert.deepEqual(kept.rejects, bad)
  assert.deepEqual(kept.counts, { rows: 5, rejects: 2, keptOut: 0 })
  const out = await carry(cells, { steps, term: 'person.birth-date', onBad: 'row' })
  assert.deepEqual(out.out, ['1994-03-08', null, null])
  assert.deepEqual(out.rejects, bad)
  assert.deepEqual(out.counts, { rows: 3, rejects: 2, keptOut: 2 })
  const text = await carry(['7', 'bảy'], { term: 'money.amount' })
  assert.deepEqual(text.rejects, [{ value: 'bảy', reason: 'type:integer' }])
})

test('what stands in a cell, in a name or in a mapping never becomes part of the statement', async () => {
  const nasty = `'); drop table x; -- "$p0" \\`
  const { out } = await carry([nasty, 'a'], {
    steps: [
      { do: 'replace', pairs: [{ from: `'`, to: '"' }] },
      { do: 'default', value: nasty },
    ],
  })
  assert.deepEqual(out, [nasty.replace(`'`, '"'), 'a'])
})
