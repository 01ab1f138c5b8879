import { encode as encodeQr } from 'uqr'
import type { Font, FontName } from './font.ts'

export type Fonts = Readonly<Record<FontName, Font>>

/** A4 in points, with the margins of Decree 30/2020: 30 mm left, 20 mm elsewhere. */
export const page = {
  width: 595.28,
  height: 841.89,
  left: 85,
  right: 56.7,
  top: 56.7,
  bottom: 56.7,
}

export type Run = { readonly text: string; readonly font?: FontName }

/** What a part of the page is, for those who have it read aloud. */
export type Tag = 'H1' | 'P' | 'Figure'

export type Tagged = {
  readonly tag: Tag
  readonly page: number
  readonly id: number
  readonly alt?: string
}

type TextLook = {
  readonly font?: FontName
  readonly size?: number
  readonly align?: 'left' | 'center' | 'right'
  readonly color?: string
  readonly tag?: Tag
}

const black = '0 0 0'

/**
 * Draws text, lines and codes from the top of a page downwards, and begins another page when one
 * is full. Everything drawn is tagged in reading order. Coordinates are points from the lower left.
 */
export class Sheet {
  readonly pages: string[][] = [[]]
  readonly tags: Tagged[] = []
  y = page.height - page.top
  readonly #fonts: Fonts
  #ids = 0

  constructor(fonts: Fonts) {
    this.#fonts = fonts
  }

  get width(): number {
    return page.width - page.left - page.right
  }

  /** Goes down; on to a new page when less than `needed` would be left. */
  down(by: number, needed = 0): void {
    this.y -= by
    if (this.y - needed >= page.bottom) return
    this.pages.push([])
    this.#ids = 0
    this.y = page.height - page.top
  }

  /** One line of text at a place, without moving down. */
  text(x: number, y: number, text: string, look: TextLook = {}): void {
    const { font = 'F1', size = 13, align = 'left', color = black, tag = 'P' } = look
    const width = this.#fonts[font].width(text, size)
    const shift = align === 'center' ? width / 2 : align === 'right' ? width : 0
    this.#tagged(tag, `BT ${color} rg ${this.#show(font, size, x - shift, y, text)} ET`)
  }

  /** Runs of text, wrapped to the width, moving down line by line. */
  paragraph(
    runs: readonly Run[],
    look: { size?: number; indent?: number; after?: number } = {},
  ): void {
    const { size = 13, indent = 0, after = 5.5 } = look
    const lead = size * 1.3
    const words = runs.flatMap(({ text, font = 'F1' }) =>
      text.split(/(?<= )/).map((it) => ({ text: it, font })),
    )
    const lines: { text: string; font: FontName }[][] = [[]]
    let used = 0
    for (const word of words) {
      const width = this.#fonts[word.font].width(word.text.trimEnd(), size)
      if (used + width > this.width - indent && used > 0) {
        lines.push([])
        used = 0
      }
      lines.at(-1)?.push(word)
      used += this.#fonts[word.font].width(word.text, size)
    }
    for (const line of lines) {
      this.down(lead, 0)
      let x = page.left + indent
      const parts = joinRuns(line).map(({ text, font }) => {
        const shown = this.#show(font, size, x, this.y, text)
        x += this.#fonts[font].width(text, size)
        return shown
      })
      this.#tagged('P', `BT ${black} rg ${parts.join(' ')} ET`)
    }
    this.y -= after
  }

  line(x1: number, x2: number, y: number, width = 0.7, color = black): void {
    this.#draw(`q ${color} RG ${width} w ${n(x1)} ${n(y)} m ${n(x2)} ${n(y)} l S Q`)
  }

  /** A QR code (ISO/IEC 18004, error correction M), its lower left corner at x, y. */
  code(x: number, y: number, side: number, text: string, alt: string): void {
    const { data, size } = encodeQr(text, { ecc: 'M', border: 0 })
    const unit = side / size
    const cells: string[] = []
    data.forEach((row, down) => {
      // Neighbours in a row are one rectangle: a third of the operators.
      for (let from = 0; from < size; from++) {
        if (!row[from]) continue
        let to = from
        while (row[to + 1]) to++
        const top = y + side - (down + 1) * unit
        cells.push(`${n(x + from * unit)} ${n(top)} ${n((to - from + 1) * unit)} ${n(unit)} re`)
        from = to
      }
    })
    this.#tagged('Figure', `q ${black} rg ${cells.join(' ')} f Q`, alt)
  }

  #show(font: FontName, size: number, x: number, y: number, text: string): string {
    return `/${font} ${size} Tf 1 0 0 1 ${n(x)} ${n(y)} Tm <${this.#fonts[font].encode(text)}> Tj`
  }

  #tagged(tag: Tag, operators: string, alt?: string): void {
    const id = this.#ids++
    this.tags.push({ tag, page: this.pages.length - 1, id, ...(alt !== undefined && { alt }) })
    this.pages.at(-1)?.push(`/${tag} <</MCID ${id}>> BDC ${operators} EMC`)
  }

  #draw(operators: string): void {
    this.pages.at(-1)?.push(`/Artifact BMC ${operators} EMC`)
  }
}

function joinRuns(words: readonly { text: string; font: FontName }[]) {
  const runs: { text: string; font: FontName }[] = []
  for (const word of words) {
    const last = runs.at(-1)
    if (last?.font === word.font) last.text += word.text
    else runs.push({ ...word })
  }
  return runs
}

function n(value: number): string {
  return String(Math.round(value * 100) / 100)
}
