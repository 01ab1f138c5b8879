import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bits,
  ecdsaSignature,
  element,
  generalTime,
  generalTimeMs,
  integer,
  namedBits,
  octets,
  oid,
  printable,
  sequence,
  setOf,
  time,
  truth,
  utf8,
} from './der.ts'
import {
  bitsOf,
  elementAt,
  inside,
  integerOf,
  Malformed,
  namedBitsOf,
  oidOf,
  onlyElement,
  smallOf,
  textOf,
  timeOf,
  truthOf,
} from './der-reader.ts'

const hex = (it: Buffer) => it.toString('hex')

test('elements are written as X.690 says', () => {
  const cases: [Buffer, string][] = [
    [integer(0), '020100'],
    [integer(127), '02017f'],
    [integer(128), '02020080'],
    [integer(256), '02020100'],
    [integer(2 ** 31), '02050080000000'],
    [integer(Buffer.from('0000ff', 'hex')), '020200ff'],
    [oid('1.2.840.113549'), '06062a864886f70d'],
    [oid('2.999.704'), '060488378540'],
    [truth(true), '0101ff'],
    [namedBits([0, 1]), '030206c0'],
    [namedBits([5, 6]), '03020106'],
    [bits(Buffer.of(1)), '03020001'],
    [printable('VN'), '1302564e'],
    [utf8('ộ'), '0c03e1bb99'],
    [setOf(integer(2), integer(1)), '3106020101020102'],
    [time(new Date('2026-11-23T01:02:03Z')), `170d${Buffer.from('261123010203Z').toString('hex')}`],
    [
      time(new Date('2050-01-01T00:00:00Z')),
      `180f${Buffer.from('20500101000000Z').toString('hex')}`,
    ],
    [
      generalTimeMs(new Date('2026-11-23T01:02:03.450Z')),
      `1812${Buffer.from('20261123010203.45Z').toString('hex')}`,
    ],
    [
      generalTimeMs(new Date('2026-11-23T01:02:03.000Z')),
      hex(generalTime(new Date('2026-11-23T01:02:03Z'))),
    ],
    [ecdsaSignature(Buffer.from('00ff0001', 'hex')), '3007020200ff020101'],
  ]
  for (const [made, expected] of cases) assert.equal(hex(made), expected)
})

test('lengths take one byte, or as few as they need behind a first', () => {
  for (const [size, head] of [
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '048400010000'],
  ] as const) {
    const made = octets(Buffer.alloc(size))
    assert.equal(hex(made.subarray(0, head.length / 2)), head)
  }
})

test('what is written is read as it was', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 6 }),
      fc.date({ min: new Date(0), max: new Date('2149-12-31'), noInvalidDate: true }),
      fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 1 }),
      fc.string(),
      (bytes, arcs, at, named, text) => {
        const magnitude = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
        const content = integerOf(onlyElement(integer(bytes)))
        assert.equal(BigInt(`0x${content.toString('hex')}`), magnitude)
        const dotted = ['2', ...arcs].join('.')
        assert.equal(oidOf(onlyElement(oid(dotted))), dotted)
        assert.deepEqual(timeOf(onlyElement(generalTimeMs(at))), at)
        const seconds = new Date(Math.floor(at.getTime() / 1000) * 1000)
        assert.deepEqual(timeOf(onlyElement(generalTime(at))), seconds)
        assert.deepEqual(
          [...namedBitsOf(onlyElement(namedBits(named)))],
          named.toSorted((left, right) => left - right),
        )
        assert.deepEqual(bitsOf(onlyElement(bits(bytes))), Buffer.from(bytes))
        assert.equal(textOf(onlyElement(utf8(text.toWellFormed()))), text.toWellFormed())
      },
    ),
  )
})

test('what is not DER is refused', () => {
  const cases: [string, string, (it: Buffer) => unknown][] = [
    ['nothing', '', onlyElement],
    ['a tag alone', '30', onlyElement],
    ['a content that is cut off', '0403aabb', onlyElement],
    ['bytes left over', '050000', onlyElement],
    ['an indefinite length', '30800000', onlyElement],
    ['a length longer than it must be', '04817f' + '00'.repeat(127), onlyElement],
    ['a length with a zero before it', '048200ff' + '00'.repeat(255), onlyElement],
    ['a long tag', '1f810100', onlyElement],
    ['an empty integer', '0200', (it) => integerOf(onlyElement(it))],
    ['an integer with a zero too many', '02020001', (it) => integerOf(onlyElement(it))],
    ['an integer with ones too many', '0202ff80', (it) => integerOf(onlyElement(it))],
    ['a negative number', '0201ff', (it) => smallOf(onlyElement(it))],
    ['a number that is too large', '02060100000000ff', (it) => smallOf(onlyElement(it))],
    ['a half truth', '010101', (it) => truthOf(onlyElement(it))],
    ['bits that are no bytes', '0302010f', (it) => bitsOf(onlyElement(it))],
    ['an identifier that is cut off', '060188', (it) => oidOf(onlyElement(it))],
    ['an identifier with a zero before an arc', '06038001', (it) => oidOf(onlyElement(it))],
    ['a time without a zone', '170c323630313031303030303030', (it) => timeOf(onlyElement(it))],
    [
      'the thirteenth month',
      `170d${Buffer.from('261301000000Z').toString('hex')}`,
      (it) => timeOf(onlyElement(it)),
    ],
    ['another tag', '0400', (it) => inside(it)],
    ['too many elements', '3006050005000500', (it) => inside(it).rest(2)],
  ]
  for (const [name, text, read] of cases) {
    assert.throws(() => read(Buffer.from(text, 'hex')), Malformed, name)
  }
})

test('any bytes are either an element inside their bounds, or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(10), (bytes, at) => {
      const buffer = Buffer.from(bytes)
      try {
        const found = elementAt(buffer, at)
        assert.ok(at + found.bytes.length <= buffer.length)
        assert.ok(found.bytes.length >= 2 + found.content.length)
        assert.deepEqual(element(found.tag, found.content), found.bytes)
      } catch (error) {
        assert.ok(error instanceof Malformed)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('a sequence is walked to its end', () => {
  const parts = inside(sequence(integer(1), octets(Buffer.of(2))))
  assert.equal(parts.maybe(0x04), undefined)
  assert.equal(smallOf(parts.next(0x02)), 1)
  assert.throws(() => parts.end(), Malformed)
  assert.deepEqual(parts.maybe(0x04)?.content, Buffer.of(2))
  parts.end()
  assert.throws(() => parts.next(), Malformed)
})
