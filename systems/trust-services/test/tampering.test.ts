import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agency, official } from '#testing/authority'
import { openTestHouse, type TestHouse } from '#testing/house'
import { samplePdf } from '#testing/pdf'
import { composePdf, streamBody } from '#trust-services'
import { openPdf, type PdfFile } from '../pdf/file.ts'
import { type Dict, Name, Ref, type Value, write } from '../pdf/value.ts'
import { Update } from '../pdf/writer.ts'

const signer = { kind: 'agency', organisation: agency } as const

async function seal(house: TestHouse, pdf: Buffer, more: object = {}): Promise<Buffer> {
  const order = { pdf, signer, reference: 'test', ...more }
  return (await house.rooms.trustServices.signPdf(order)).pdf
}

/** The verdict and what is said about changes of each signature. */
async function judge(house: TestHouse, pdf: Buffer): Promise<[string, ...string[]]> {
  const report = await house.rooms.trustServices.validatePdf(pdf, house.clock.now())
  return [report.verdict, ...report.signatures.map((it) => it.changesAfter)]
}

/** The file with a further revision on top. */
function revise(pdf: Buffer, work: (update: Update, file: PdfFile) => void): Buffer {
  const file = openPdf(pdf)
  const update = new Update(file)
  work(update, file)
  return update.append().bytes
}

function changed(dict: Dict, key: string, value: Value): Dict {
  return new Map(dict).set(key, value)
}

const root = new Ref(1)
const page = new Ref(3)
const content = new Ref(4)
const forged = streamBody('', Buffer.from('BT /F1 18 Tf 72 760 Td (Khong phai) Tj ET'))

type Attack = readonly [name: string, (update: Update, file: PdfFile) => void]

const attacks: readonly Attack[] = [
  ['replaces what the page shows', (update) => update.set(content, forged)],
  [
    'gives the page other content',
    (update, file) => {
      const other = update.add(forged)
      update.replace(page, changed(file.get(3) as Dict, 'Contents', other))
    },
  ],
  [
    'replaces the font, so that the same codes show other letters',
    (update) => update.set(new Ref(5), '<</Type/Font/Subtype/Type1/BaseFont/Symbol>>'),
  ],
  [
    'adds a page',
    (update, file) => {
      const more = update.add(write(file.get(3)))
      update.replace(
        new Ref(2),
        changed(changed(file.get(2) as Dict, 'Count', 2), 'Kids', [page, more]),
      )
    },
  ],
  [
    'puts a note on the page',
    (update, file) => {
      const note = update.add('<</Type/Annot/Subtype/FreeText/Rect[0 0 500 800]/Contents(Khac)>>')
      const annotations = (file.get(3) as Dict).get('Annots') as Value[]
      update.replace(page, changed(file.get(3) as Dict, 'Annots', [...annotations, note]))
    },
  ],
  [
    'takes the seal away from the page',
    (update, file) => update.replace(page, changed(file.get(3) as Dict, 'Annots', [])),
  ],
  [
    'opens with an action',
    (update, file) => {
      const action = new Map<string, Value>([['S', new Name('JavaScript')]])
      update.replace(root, changed(file.catalog, 'OpenAction', action))
    },
  ],
  [
    'exchanges the whole document behind the catalog',
    (update, file) => {
      const other = update.add('<</Type/Pages/Count 0/Kids[]>>')
      update.replace(root, changed(file.catalog, 'Pages', other))
    },
  ],
  [
    'adds a form field that is no signature',
    (update, file) => {
      const field = update.add('<</FT/Tx/T(x)/V(1)/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>')
      addField(update, file, field)
    },
  ],
  [
    'adds a field for a signature that shows something',
    (update, file) => {
      const value = update.add('<</Type/Sig/SubFilter/ETSI.CAdES.detached>>')
      const field = update.add(
        `<</FT/Sig/T(x)/V ${write(value)}/Type/Annot/Subtype/Widget/Rect[0 0 500 800]>>`,
      )
      addField(update, file, field)
    },
  ],
  [
    'lets the seal point at another signature',
    (update, file) => {
      const other = update.add('<</Type/Sig>>')
      const [field] = (file.catalog.get('AcroForm') as Dict).get('Fields') as [Ref]
      update.replace(field, changed(file.resolve(field) as Dict, 'V', other))
    },
  ],
]

function addField(update: Update, file: PdfFile, field: Ref): void {
  const form = file.catalog.get('AcroForm') as Dict
  const fields = [...(form.get('Fields') as Value[]), field]
  update.replace(root, changed(file.catalog, 'AcroForm', changed(form, 'Fields', fields)))
}

test('whatever a later revision changes of what is seen, the seal is broken', async (t) => {
  await using house = await openTestHouse()
  const sealed = await seal(house, samplePdf())
  for (const [name, work] of attacks) {
    await t.test(name, async () => {
      const [verdict, changes] = await judge(house, revise(sealed, work))
      assert.equal(verdict, 'failed')
      assert.equal(changes, 'other')
    })
  }
})

test('an object that was only promised when it was signed may not appear later', async () => {
  await using house = await openTestHouse()
  const promising = composePdf(
    [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Count 1/Kids[3 0 R]>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[4 0 R 90 0 R]>>',
      streamBody('', Buffer.from('BT ET')),
    ],
    1,
    Buffer.alloc(16),
  )
  const sealed = await seal(house, promising)
  assert.deepEqual(await judge(house, sealed), ['passed', 'validation-data'])
  const shown = revise(sealed, (update) => update.set(new Ref(90), forged))
  assert.deepEqual(await judge(house, shown), ['failed', 'other'])
})

test('objects may not be freed, hidden, or stand where no table lists them', async () => {
  await using house = await openTestHouse()
  const sealed = await seal(house, samplePdf())
  const last = (pdf: Buffer) => openPdf(pdf).sections[0]?.offset ?? 0
  const size = openPdf(sealed).trailer.get('Size') as number
  const trailer = `trailer\n<</Size ${size}/Root 1 0 R/Prev ${last(sealed)}>>\n`
  const append = (body: string, table: string) => {
    const at = sealed.length + body.length
    return Buffer.concat([
      sealed,
      Buffer.from(`${body}xref\n${table}${trailer}startxref\n${at}\n%%EOF\n`, 'latin1'),
    ])
  }
  const freed = append('', '4 1\n0000000000 00001 f \n')
  assert.deepEqual(await judge(house, freed), ['failed', 'other'])
  const hidden = append('% 4 0 obj<</Length 0>>stream\n', '0 0\n')
  assert.deepEqual(await judge(house, hidden), ['failed', 'other'])
  const unlisted = append('4 0 obj\n<<>>\nendobj\n', '0 0\n')
  assert.deepEqual(await judge(house, unlisted), ['failed', 'other'])
  const backwards = append(
    '',
    `4 1\n${String(sealed.indexOf('5 0 obj')).padStart(10, '0')} 00000 n \n`,
  )
  assert.deepEqual((await judge(house, backwards))[0], 'failed')
  const empty = append('', '0 0\n')
  assert.deepEqual(await judge(house, empty), ['passed', 'validation-data'])
})

test('what is signed must be all but the signature, from the first byte to the end', async (t) => {
  await using house = await openTestHouse()
  const sealed = await seal(house, samplePdf())
  const text = sealed.toString('latin1')
  const [range = '', before = '', after = '', rest = ''] =
    /\/ByteRange \[0 (\d+) (\d+) (\d+)\] */.exec(text) ?? []
  const put = (numbers: string) =>
    Buffer.from(text.replace(range, `/ByteRange ${numbers}`.padEnd(range.length)), 'latin1')
  const n = (it: string, by: number) => String(Number(it) + by)
  const ranges: [string, string][] = [
    ['begins late', `[1 ${n(before, -1)} ${after} ${rest}]`],
    ['leaves out more than the signature', `[0 ${n(before, -20)} ${after} ${rest}]`],
    ['leaves out what stands behind it', `[0 ${before} ${n(after, 8)} ${n(rest, -8)}]`],
    ['overlaps', `[0 ${n(after, 10)} ${after} ${rest}]`],
    ['goes beyond the file', `[0 ${before} ${after} 99999999]`],
    ['ends early', `[0 ${before} ${after} ${n(rest, -30)}]`],
    ['is empty at the end', `[0 ${before} ${after} 0]`],
    ['is negative', `[0 ${before} ${after} -5]`],
    ['has three numbers', `[0 ${before} ${after}]`],
    ['has six numbers', `[0 ${before} ${after} 5 6 7]`],
    ['is no list', 'null'],
  ]
  for (const [name, numbers] of ranges) {
    await t.test(name, async () => {
      const report = await house.rooms.trustServices.validatePdf(put(numbers), house.clock.now())
      assert.equal(report.verdict, 'failed')
      assert.equal(report.signatures[0]?.subIndication, 'FORMAT_FAILURE')
    })
  }
  const literal = Buffer.from(text.replace('/Contents <30', '/Contents (30'), 'latin1')
  assert.notEqual((await judge(house, literal))[0], 'passed')
  const twice = Buffer.from(
    text.replace('/Filter/Adobe.PPKLite', '/ByteRange[0 1 2 3]  '),
    'latin1',
  )
  assert.notEqual((await judge(house, twice))[0], 'passed')
})

test('a signature that was cut out of one document does not hold in another', async () => {
  await using house = await openTestHouse()
  const [left, right] = [await seal(house, samplePdf('Mot')), await seal(house, samplePdf('Hai'))]
  const contents = (pdf: Buffer) => {
    const from = pdf.indexOf('/Contents <') + 11
    return [from, pdf.indexOf('>', from)] as const
  }
  const [from, to] = contents(left)
  const [source] = contents(right)
  const moved = Buffer.from(left)
  right.copy(moved, from, source, source + (to - from))
  const report = await house.rooms.trustServices.validatePdf(moved, house.clock.now())
  assert.equal(report.verdict, 'failed')
  assert.equal(report.signatures[0]?.subIndication, 'HASH_FAILURE')
})

test('a field that waited may be filled as it was reserved, and not be moved', async () => {
  await using house = await openTestHouse()
  const waiting = composePdf(
    [
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 6 0 R]/SigFlags 1>>>>',
      '<</Type/Pages/Count 1/Kids[3 0 R]>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R 6 0 R]>>',
      streamBody('', Buffer.from('BT ET')),
      '<</Type/Annot/Subtype/Widget/FT/Sig/T(leader)/F 4/Rect[50 50 200 100]/P 3 0 R>>',
      '<</Type/Annot/Subtype/Widget/FT/Sig/T(agency)/F 4/Rect[300 50 450 100]/P 3 0 R>>',
    ],
    1,
    Buffer.alloc(16),
  )
  const look = (left: number) => ({
    page: 0,
    rect: [left, 50, left + 150, 100] as const,
    content: '1 0 0 RG 0 0 150 50 re S',
  })
  const activation = { shownDigest: Buffer.alloc(32, 1), confirmationId: official.accountId }
  const first = await seal(house, waiting, {
    signer: { kind: 'official', official, activation },
    field: 'leader',
    appearance: look(50),
  })
  const second = await seal(house, first, { field: 'agency', appearance: look(300) })
  assert.deepEqual(await judge(house, second), ['passed', 'signatures', 'validation-data'])

  const moved = revise(second, (update, file) => {
    const field = file.get(6) as Dict
    update.replace(new Ref(6), changed(field, 'Rect', [0, 0, 595, 842]))
  })
  assert.deepEqual(await judge(house, moved), ['failed', 'other', 'other'])
  await assert.rejects(seal(house, first, { field: 'nobody' }), /pdf-not-signable/)
  await assert.rejects(seal(house, first, { field: 'leader' }), /pdf-not-signable/)
  await assert.rejects(seal(house, second, { appearance: look(0) }), /pdf-not-signable/)
})

test('with one bit flipped in what is signed, nothing ever passes', async () => {
  await using house = await openTestHouse()
  const sealed = await seal(house, samplePdf())
  const [, before = '0', after = '0', rest = '0'] =
    /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(sealed.toString('latin1')) ?? []
  const isSigned = (at: number) =>
    at < Number(before) || (at >= Number(after) && at < Number(after) + Number(rest))
  let passedOutside = 0
  for (let at = 0; at < sealed.length; at += isSigned(at) ? 13 : 37) {
    const bent = Buffer.from(sealed)
    bent[at] = (bent[at] as number) ^ (1 << (at % 8))
    const { verdict, signatures } = await house.rooms.trustServices.validatePdf(
      bent,
      house.clock.now(),
    )
    if (verdict !== 'passed') continue
    assert.ok(!isSigned(at), `byte ${at} was changed and the seal holds`)
    assert.notEqual(signatures[0]?.changesAfter, 'other')
    passedOutside++
  }
  // Case of a hexadecimal digit, a spare certificate: it proves the same document as before.
  assert.ok(passedOutside > 0)
})

test('files made to exhaust the reader are refused quickly', async () => {
  await using house = await openTestHouse()
  const deep = '['.repeat(100_000)
  const circle = '%PDF-1.7\nxref\n0 0\ntrailer\n<</Prev 9/Size 1>>\nstartxref\n9\n%%EOF'
  const bomb = composePdf(
    [
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>',
      '<</Type/Pages/Count 0/Kids[]>>',
      '<</FT/Sig/Kids[3 0 R]/V 3 0 R>>',
    ],
    1,
    Buffer.alloc(16),
  )
  const strings = composePdf(
    [
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>',
      '<</Type/Pages/Count 0/Kids[]>>',
      `<</FT/Sig/Kids[${Array.from({ length: 4_000 }, (_, it) => `${it + 4} 0 R`).join(' ')}]>>`,
      ...Array.from({ length: 4_000 }, () => `(${'x'.repeat(400)}`),
      ')'.repeat(4_001),
    ],
    1,
    Buffer.alloc(16),
  )
  const files = [
    strings,
    `%PDF-1.7\nxref\n0 0\ntrailer\n${deep}\nstartxref\n9\n%%EOF`,
    circle,
    '%PDF-1.7\nxref\n0 4000000000\ntrailer\n<<>>\nstartxref\n9\n%%EOF',
    bomb,
  ]
  for (const it of files) {
    const from = performance.now()
    const report = await house.rooms.trustServices.validatePdf(Buffer.from(it), new Date(0))
    assert.equal(report.verdict, 'unreadable')
    assert.ok(performance.now() - from < 500)
  }
})
