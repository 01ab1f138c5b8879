import { sha256 } from '#kernel/digest'
import { composePdf } from '#trust-services'
import { openFont, stream } from './font.ts'
import { type Fonts, page, type Sheet } from './sheet.ts'

/**
 * What is the same in every document: the fonts and the background. It is prepared once, stands at
 * the beginning of every file, and is stored once for all of them.
 */
export type Stencil = {
  readonly fonts: Fonts
  /** Names the stencil; the first bytes of every file that bears it. */
  readonly digest: Buffer
  readonly prefix: Buffer
  /** A whole file: the stencil, and the sheet's pages on it. */
  compose(sheet: Sheet, about: About): Buffer
  /** The resource dictionary that shows text in these fonts. */
  readonly resources: string
}

export type About = {
  readonly title: string
  /** The document's number. */
  readonly subject: string
  readonly author: string
  readonly createdAt: Date
  /** 16 bytes that name the file. */
  readonly id: Buffer
}

let opened: Stencil | undefined

/** The stencil of this program; made at the first call (about 0.2 s). */
export function openStencil(): Stencil {
  opened ??= makeStencil()
  return opened
}

function makeStencil(): Stencil {
  const fonts: Fonts = { F1: openFont('F1'), F2: openFont('F2'), F3: openFont('F3') }
  const fixed: (string | Buffer)[] = []
  const dictionaries: string[] = []
  for (const font of Object.values(fonts)) {
    fixed.push(...font.objects(fixed.length + 1))
    dictionaries.push(`/${font.name} ${fixed.length} 0 R`)
  }
  const resources = `<</Font<<${dictionaries.join('')}>>`
  const background = fixed.push(
    stream(
      Buffer.from(frame(), 'latin1'),
      `/Type/XObject/Subtype/Form/BBox[0 0 ${page.width} ${page.height}]/Resources<<>>`,
    ),
  )
  const whole = `${resources}/XObject<</B ${background} 0 R>>>>`
  const prefix = composePdf(fixed, 1, Buffer.alloc(16))
  const end = prefix.lastIndexOf('xref\n', prefix.lastIndexOf('startxref') - 1)
  return {
    fonts,
    prefix: prefix.subarray(0, end),
    digest: sha256(prefix.subarray(0, end)),
    resources: `${resources}>>`,
    compose: (sheet, about) => compose(fixed, whole, sheet, about),
  }
}

function compose(
  fixed: readonly (string | Buffer)[],
  resources: string,
  sheet: Sheet,
  about: About,
): Buffer {
  const objects = [...fixed]
  const add = (body: string | Buffer): number => objects.push(body)
  const count = sheet.pages.length
  // Numbers are given before the objects are written, since they point at each other.
  const [pages, tree, parents] = [objects.length + 1, objects.length + 2, objects.length + 3]
  const firstPage = objects.length + 4
  const firstElement = firstPage + 2 * count
  const pageOf = (at: number) => firstPage + 2 * at
  add(`<</Type/Pages/Count ${count}/Kids[${range(count, (it) => `${pageOf(it)} 0 R`)}]>>`)
  const elements = range(sheet.tags.length, (it) => `${firstElement + it} 0 R`)
  add(
    `<</Type/StructTreeRoot/K[${elements}]/ParentTree ${parents} 0 R/ParentTreeNextKey ${count}>>`,
  )
  add(`<</Nums[${range(count, (at) => `${at}[${elementsOf(sheet, at, firstElement)}]`)}]>>`)
  sheet.pages.forEach((operators, at) => {
    add(
      `<</Type/Page/Parent ${pages} 0 R/MediaBox[0 0 ${page.width} ${page.height}]` +
        `/Resources${resources}/Contents ${pageOf(at) + 1} 0 R/StructParents ${at}/Tabs/S>>`,
    )
    const content = `/Artifact BMC q /B Do Q EMC\n${operators.join('\n')}`
    add(stream(Buffer.from(content, 'latin1'), ''))
  })
  for (const { tag, page: at, id, alt } of sheet.tags) {
    const words = alt === undefined ? '' : `/Alt${textOf(alt)}`
    add(`<</Type/StructElem/S/${tag}/P ${tree} 0 R/Pg ${pageOf(at)} 0 R/K ${id}${words}>>`)
  }
  const details = add(
    `<</Title${textOf(about.title)}/Subject${textOf(about.subject)}/Author${textOf(about.author)}` +
      `/Producer(NDC)/CreationDate(${dateOf(about.createdAt)})>>`,
  )
  const root = add(
    `<</Type/Catalog/Pages ${pages} 0 R/Lang(vi-VN)/MarkInfo<</Marked true>>` +
      `/StructTreeRoot ${tree} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>`,
  )
  return composePdf(objects, root, about.id, `/Info ${details} 0 R`)
}

function elementsOf(sheet: Sheet, at: number, first: number): string {
  return sheet.tags
    .map((it, number) => ({ ...it, number: first + number }))
    .filter((it) => it.page === at)
    .toSorted((a, b) => a.id - b.id)
    .map((it) => `${it.number} 0 R`)
    .join(' ')
}

function range(count: number, each: (at: number) => string): string {
  return Array.from({ length: count }, (_, it) => each(it)).join(' ')
}

/** A text string (ISO 32000-2, 7.9.2.2) in UTF-16BE. */
function textOf(text: string): string {
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`
}

function dateOf(at: Date): string {
  return `D:${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`
}

/** A quiet frame of two lines with the rays of the drum in its corners. */
function frame(): string {
  const [x, y, w, h] = [34, 34, page.width - 68, page.height - 68]
  const red = '0.56 0.08 0.13 RG'
  const corners = [
    [x, y],
    [x + w, y],
    [x, y + h],
    [x + w, y + h],
  ] as const
  const rays = corners.map(([cx, cy]) => star(cx, cy))
  return `q ${red} 1.1 w ${x} ${y} ${w} ${h} re S 0.4 w ${x + 4} ${y + 4} ${w - 8} ${h - 8} re S 1 1 1 rg 0.56 0.08 0.13 RG ${rays.join(' ')} Q`
}

function star(cx: number, cy: number): string {
  const points = Array.from({ length: 28 }, (_, it) => {
    const [radius, angle] = [it % 2 === 0 ? 11 : 5, (it * Math.PI) / 14]
    const at = [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)]
    return `${at.map((value) => value.toFixed(2)).join(' ')} ${it === 0 ? 'm' : 'l'}`
  })
  return `0.8 w ${points.join(' ')} b`
}
