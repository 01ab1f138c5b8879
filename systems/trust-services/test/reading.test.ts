import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { samplePdf } from '#testing/pdf'
import { composePdf } from '#trust-services'
import { openPdf } from '../pdf/file.ts'
import { MalformedPdf, Parser } from '../pdf/parser.ts'
import { dateOf, readSignatures } from '../pdf/signatures.ts'
import {
  isDict,
  Name,
  Ref,
  readText,
  same,
  Text,
  textString,
  type Value,
  write,
} from '../pdf/value.ts'

const parse = (text: string): Value => new Parser(Buffer.from(text, 'latin1')).value()

test('values are read as ISO 32000 writes them', () => {
  const cases: [string, Value][] = [
    ['12', 12],
    ['-0.5', -0.5],
    ['+7.', 7],
    ['true', true],
    ['null', null],
    ['/Na#6de', new Name('Name')],
    ['12 0 R', new Ref(12)],
    ['(a(b)\\)\\101\\n)', new Text(Buffer.from('a(b))A\n'))],
    ['(a\\\r\nb\rc)', new Text(Buffer.from('ab\nc'))],
    ['<48 65 6>', new Text(Buffer.from('He`'))],
    ['[1 0 R 2 3]', [new Ref(1), 2, 3]],
    [
      '<</A 1%c\n/B[]>>',
      new Map<string, Value>([
        ['A', 1],
        ['B', []],
      ]),
    ],
  ]
  for (const [text, expected] of cases) assert.ok(same(parse(text), expected), text)
})

test('what is ambiguous or broken is refused, not repaired', () => {
  for (const text of [
    '',
    '<</A 1/A 2>>',
    '<</A 1/#41 2>>',
    '<</A>>',
    '<<1 2>>',
    '[1',
    '(a',
    '<4g>',
    '<41',
    'nul',
    '1.2.3',
    '--1',
    'NaN',
    '['.repeat(100),
  ]) {
    assert.throws(() => parse(text), MalformedPdf, text)
  }
})

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.stringMatching(/^[!-~]{1,12}$/).map((it) => new Name(it)),
  fc.integer({ min: 1, max: 99_999 }).map((it) => new Ref(it)),
  fc.uint8Array({ maxLength: 12 }).map((it) => new Text(Buffer.from(it))),
)
const tree = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(fc.stringMatching(/^[A-Za-z ]{1,6}$/), tie('value')), {
        selector: ([key]) => key,
        maxLength: 4,
      })
      .map((it) => new Map(it)),
  ),
})).value

test('any value is read as it was written', () => {
  fc.assert(
    fc.property(tree, (value) => {
      assert.ok(same(parse(write(value)), value), write(value))
    }),
    { numRuns: 1_000 },
  )
})

test('text strings carry every letter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(readText(textString(text)), text)
    }),
  )
  assert.equal(readText(textString('Xác nhận')), 'Xác nhận')
  assert.equal(readText(new Text(Buffer.from('efbbbfc3a1', 'hex'))), 'á')
})

test('dates are instants, with and without the marks of their zone', () => {
  const noon = new Date('2026-11-18T05:00:00Z')
  for (const text of [
    "D:20261118120000+07'00'",
    "D:20261118120000+07'00",
    'D:20261118120000+0700',
    'D:20261118050000Z',
    'D:20261118050000',
  ]) {
    assert.deepEqual(dateOf(text), noon, text)
  }
  for (const text of [undefined, '', '2026', 'D:2026', 'D:20269918120000Z']) {
    assert.equal(dateOf(text), undefined)
  }
})

test('a file is read by its table alone: what the table gets wrong is not there', () => {
  const pdf = samplePdf()
  assert.ok(isDict(openPdf(pdf).get(3)))
  assert.equal(openPdf(pdf).get(99), null)
  const text = pdf.toString('latin1')
  const place = /0000000(\d{3}) 00000 n \n0000000(\d{3}) 00000 n /.exec(text)
  const swapped = text.replace(`0000000${place?.[1]} 00000 n `, `0000000${place?.[2]} 00000 n `)
  assert.throws(() => openPdf(Buffer.from(swapped, 'latin1')).catalog, MalformedPdf)
  for (const bent of [
    text.replace('%PDF', ' %PDF'),
    `${text}x`,
    text.replace('startxref', 'startxxxx'),
    text.replace(/startxref\n\d+/, 'startxref\n999999'),
    text.replace('/Root', '/Encrypt 9 0 R/Root'),
  ]) {
    assert.throws(() => openPdf(Buffer.from(bent, 'latin1')), MalformedPdf)
  }
  assert.throws(() => openPdf(composePdf(['<<>>'], 1, Buffer.alloc(16))).catalog, MalformedPdf)
})

test('any file is read, or refused as malformed; nothing else happens', () => {
  const pdf = samplePdf()
  fc.assert(
    fc.property(fc.nat(pdf.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }), (at, it) => {
      const bent = Buffer.from(pdf)
      bent.set(it.subarray(0, pdf.length - at), at)
      try {
        const file = openPdf(bent)
        for (const number of file.entries.keys()) file.get(number)
      } catch (error) {
        assert.ok(error instanceof MalformedPdf, String(error))
      }
    }),
    { numRuns: 2_000 },
  )
})

test('a revision does not see what was written behind it, though both are read together', () => {
  const pdf = samplePdf().toString('latin1')
  const table = pdf.indexOf('xref\n')
  const opening = '5 0 obj\n(what follows'
  const place = String(pdf.indexOf('5 0 obj')).padStart(10, '0')
  const before = [
    pdf.slice(0, table),
    opening,
    '\n',
    pdf
      .slice(table)
      .replace(`${place} 00000 n`, `${String(table).padStart(10, '0')} 00000 n`)
      .replace(/startxref\n\d+/, `startxref\n${table + opening.length + 1}`),
  ].join('')
  const tail = `)\nendobj\nxref\n0 0\ntrailer\n<</Root 1 0 R/Size 6/Prev ${table + opening.length + 1}>>\n`
  const at = before.length + tail.indexOf('xref')
  const whole = Buffer.from(`${before}${tail}startxref\n${at}\n%%EOF\n`, 'latin1')
  const file = openPdf(whole)
  assert.ok(file.get(5) instanceof Text)
  const revision = openPdf(whole.subarray(0, before.length), file.reading)
  assert.throws(() => revision.get(5), MalformedPdf)
})

/** A file whose only section is a stream with these entries, all of them without width. */
function sectionsWithoutWidth(pairs: number): Buffer {
  const index = '0 100000 '.repeat(pairs)
  const section = `1 0 obj\n<</Type/XRef/W[0 0 0]/Index[${index}]/Size 9/Root 2 0 R/Length 0>>`
  return Buffer.from(`%PDF-1.7\n${section}\nstream\n\nendstream\nendobj\nstartxref\n9\n%%EOF`)
}

/** A file of these objects, the first of them the catalog. */
function fileOf(objects: readonly string[]): Buffer {
  return composePdf(objects, 1, Buffer.alloc(16))
}

/** Many signatures, each of which signs all of the file but itself. */
function manySignatures(count: number): Buffer {
  const numbers = Array.from({ length: count }, (_, at) => at)
  const blank = '0'.repeat(10)
  const file = fileOf([
    '<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R>>',
    '<</Type/Pages/Count 0/Kids[]>>',
    `<</Fields[${numbers.map((it) => `${4 + it} 0 R`).join(' ')}]>>`,
    ...numbers.map((it) => `<</FT/Sig/T(${it})/V ${4 + count + it} 0 R>>`),
    ...numbers.map(
      () =>
        `<</SubFilter/ETSI.CAdES.detached/ByteRange[0 ${blank} ${blank} ${blank}]/Contents<3000>>>`,
    ),
  ])
  const padded = (it: number) => String(it).padStart(10, '0')
  for (let at = file.indexOf('<3000>'); at >= 0; at = file.indexOf('<3000>', at + 1)) {
    const range = file.lastIndexOf(`${blank} ${blank} ${blank}`, at)
    const [before, after] = [at, at + '<3000>'.length]
    const rest = file.length - after
    file.write(`${padded(before)} ${padded(after)} ${padded(rest)}`, range, 'latin1')
  }
  return file
}

test('a file that costs more than it weighs is refused before it costs much', () => {
  assert.throws(() => openPdf(sectionsWithoutWidth(2)), MalformedPdf, 'numbers that come again')
  const chain = Array.from(
    { length: 20_000 },
    (_, at) => `<</Length ${at + 3} 0 R>>\nstream\n\nendstream`,
  )
  const deep = openPdf(fileOf(['<</Type/Catalog/Pages 2 0 R>>', ...chain, '0']))
  assert.throws(() => deep.resolve(new Ref(2)), MalformedPdf, 'lengths of lengths')
})

test('of more signatures than anyone reads, only the first are looked at', () => {
  const file = openPdf(manySignatures(2_000))
  const found = readSignatures(file, 20)
  assert.equal(found.length, 20)
  assert.ok(found.every(({ flaw }) => flaw === undefined))
})
