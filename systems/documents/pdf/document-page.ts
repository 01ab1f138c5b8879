import { civilDateOf } from '#kernel/civil-date'
import type { DocumentType, Row } from '../domain/claim.ts'
import { valueAt, written } from '../domain/writing.ts'
import { page, type Run, Sheet } from './sheet.ts'
import { openStencil } from './stencil.ts'

/** What a page needs beside its claims. */
export type PageFacts = {
  readonly type: DocumentType
  /** The claims, and `validUntil` where there is one. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly number: string
  readonly agency: { readonly above: string; readonly name: string; readonly place: string }
  readonly signer: string
  readonly signedAt: Date
  /** The address behind the QR code. */
  readonly checkUrl: string
  readonly id: Buffer
}

export type DrawnPage = {
  readonly pdf: Buffer
  /** Where the signature is shown, and how. */
  readonly appearance: {
    readonly page: number
    readonly rect: readonly [number, number, number, number]
    readonly content: string
    readonly resources: string
  }
}

const nothing = '...................................'

/** Lays out an official document by the rules of Decree 30/2020 and its type's rows. */
export function drawDocument(facts: PageFacts): DrawnPage {
  const stencil = openStencil()
  const sheet = new Sheet(stencil.fonts)
  drawHead(sheet, facts)
  drawRows(sheet, facts)
  const rect = drawFoot(sheet, facts)
  const pdf = stencil.compose(sheet, {
    title: `${facts.type.title.vi} ${facts.number}`,
    subject: facts.number,
    author: facts.agency.name,
    createdAt: facts.signedAt,
    id: facts.id,
  })
  const { resources } = stencil
  return {
    pdf,
    appearance: {
      page: sheet.pages.length - 1,
      rect,
      resources,
      content: signatureLook(facts, rect[2] - rect[0], rect[3] - rect[1]),
    },
  }
}

function drawHead(sheet: Sheet, { agency, number, type, signedAt }: PageFacts): void {
  const { left, right, width } = page
  const [leftMiddle, rightMiddle] = [left + 88, width - right - 128]
  const top = sheet.y
  sheet.text(leftMiddle, top, agency.above.toLocaleUpperCase('vi'), { size: 11, align: 'center' })
  const name = agency.name.toLocaleUpperCase('vi')
  sheet.text(leftMiddle, top - 16, name, { font: 'F2', size: 11, align: 'center' })
  sheet.line(leftMiddle - 35, leftMiddle + 35, top - 21)
  sheet.text(leftMiddle, top - 38, `Số: ${number}`, { size: 12, align: 'center' })
  sheet.text(rightMiddle, top, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', {
    font: 'F2',
    size: 11.5,
    align: 'center',
  })
  sheet.text(rightMiddle, top - 16, 'Độc lập - Tự do - Hạnh phúc', {
    font: 'F2',
    size: 13,
    align: 'center',
  })
  sheet.line(rightMiddle - 78, rightMiddle + 78, top - 21)
  const [year, month, day] = civilDateOf(signedAt).split('-')
  const dated = `${agency.place}, ngày ${day} tháng ${month} năm ${year}`
  sheet.text(rightMiddle, top - 38, dated, { font: 'F3', size: 12, align: 'center' })
  sheet.down(80)
  sheet.text(width / 2 + 14, sheet.y, type.headline, {
    font: 'F2',
    size: 17,
    align: 'center',
    color: '0.56 0.08 0.13',
    tag: 'H1',
  })
  sheet.down(18)
}

function drawRows(sheet: Sheet, facts: PageFacts): void {
  const { rows } = facts.type
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as Row
    if ('heading' in row) {
      sheet.down(4)
      sheet.paragraph([{ text: row.heading.toLocaleUpperCase('vi'), font: 'F2' }], { size: 12 })
      continue
    }
    if ('sentence' in row) {
      const runs: Run[] = [{ text: row.sentence }]
      if (row.from) {
        const said = written(valueAt(facts.claims, row.from), row.kind ?? 'text').vi
        if (said === '') continue
        runs.push({ text: `${said}.`, font: 'F2' })
      }
      sheet.paragraph(runs, { indent: 0 })
      continue
    }
    if (row.optional && written(valueAt(facts.claims, row.from), row.kind).vi === '') continue
    const next = rows[at + 1]
    const beside = row.half && next && 'half' in next && next.half
    const fits = beside && isShort(sheet, facts, row) && isShort(sheet, facts, next)
    if (!beside || !fits) {
      sheet.paragraph(runsOf(facts, row))
      continue
    }
    const y = sheet.y
    sheet.paragraph(runsOf(facts, row))
    const after = sheet.y
    // The second half stands on the line of the first, unless a new page has begun meanwhile.
    if (after < y) sheet.y = y
    sheet.paragraph(runsOf(facts, next), { indent: sheet.width / 2 })
    at++
  }
}

function isShort(sheet: Sheet, facts: PageFacts, row: Row): boolean {
  const text = runsOf(facts, row)
    .map((it) => it.text)
    .join('')
  return openStencil().fonts.F2.width(text, 13) < sheet.width / 2 - 6
}

function runsOf({ claims }: PageFacts, row: Row): Run[] {
  if (!('label' in row)) return []
  const said = written(valueAt(claims, row.from), row.kind).vi
  return [{ text: `${row.label}: ` }, { text: said || nothing, font: said ? 'F2' : 'F1' }]
}

const box = { width: 216, height: 74 }

function drawFoot(sheet: Sheet, facts: PageFacts): readonly [number, number, number, number] {
  sheet.down(22, 128)
  const right = page.width - page.right
  const middle = right - box.width / 2
  const top = sheet.y
  sheet.text(middle, top, facts.type.signerTitle, { font: 'F2', size: 13, align: 'center' })
  const rect = [right - box.width, top - 14 - box.height, right, top - 14] as const
  sheet.text(middle, rect[1] - 18, facts.signer, { font: 'F2', size: 13, align: 'center' })
  const side = 92
  const y = rect[3] - side
  sheet.code(page.left, y, side, facts.checkUrl, `Mã QR để kiểm tra giấy này: ${facts.checkUrl}`)
  const small = { size: 9, font: 'F3' } as const
  sheet.text(page.left, y - 13, 'Quét mã để kiểm tra giấy này, hoặc tải tệp lên', small)
  sheet.text(page.left, y - 24, new URL('/documents/check', facts.checkUrl).href, small)
  return rect
}

/** The picture of the signature: who signed, for whom, and when. */
function signatureLook({ agency, signer, signedAt }: PageFacts, width: number, height: number) {
  const { fonts } = openStencil()
  const lines = [
    ['F2', 10, 'CHỮ KÝ SỐ'],
    ['F1', 9.5, `Ký bởi: ${signer}`],
    ['F1', 9.5, `Cơ quan: ${agency.name}`],
    ['F1', 9.5, `Thời gian ký: ${momentOf(signedAt)}`],
  ] as const
  const shown = lines.map(([font, size, text], at) => {
    let fitted: string = text
    while (fonts[font].width(fitted, size) > width - 16) fitted = `${fitted.slice(0, -2)}…`
    const y = height - 17 - at * 15
    return `/${font} ${size} Tf 1 0 0 1 8 ${y} Tm <${fonts[font].encode(fitted)}> Tj`
  })
  const red = '0.70 0.15 0.16'
  return `q ${red} RG 1 w 0.5 0.5 ${width - 1} ${height - 1} re S Q BT ${red} rg ${shown.join(' ')} ET`
}

function momentOf(at: Date): string {
  const local = new Date(at.getTime() + 7 * 3_600_000).toISOString()
  const [date = '', time = ''] = local.split('T')
  const [year, month, day] = date.split('-')
  return `${time.slice(0, 8)} ${day}/${month}/${year} +07:00`
}
