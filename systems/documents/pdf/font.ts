import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateSync } from 'node:zlib'
import { create, type Font as Face } from 'fontkit'

/**
 * A font of official documents (Tinos, of the widths of Times New Roman, which Decree 30/2020
 * prescribes), cut down to what Vietnamese needs and embedded as a composite font (ISO 32000-2,
 * 9.7), so that every document shows the same everywhere and its text can be copied.
 */
export type Font = {
  /** The name in resource dictionaries. */
  readonly name: string
  /** Text as the hexadecimal string of a `Tj` operator; what the font lacks shows as "?". */
  encode(text: string): string
  /** Width in points at a size. */
  width(text: string, size: number): number
  /** The font's objects, given the number of the first; the font dictionary is the last. */
  objects(first: number): readonly (string | Buffer)[]
}

const require = createRequire(import.meta.url)
const files = {
  F1: ['400Regular', 'Tinos_400Regular'],
  F2: ['700Bold', 'Tinos_700Bold'],
  F3: ['400Regular_Italic', 'Tinos_400Regular_Italic'],
} as const

/** Latin letters with all Vietnamese accents, digits and the signs of official documents. */
const characters = [
  ...Array.from({ length: 95 }, (_, it) => String.fromCharCode(32 + it)),
  ...'ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưÄÖÜßäëïöüçñåøæ',
  ...Array.from({ length: 0x1efa - 0x1ea0 }, (_, it) => String.fromCharCode(0x1ea0 + it)),
  ...'–—‘’“”…•·°§©№«»₫',
]

export type FontName = keyof typeof files

export function openFont(name: FontName): Font {
  const [folder, file] = files[name]
  const path = require.resolve(`@expo-google-fonts/tinos/${folder}/${file}.ttf`)
  const face = create(readFileSync(path)) as Face
  const subset = face.createSubset()
  const glyphs = new Map<string, { id: number; width: number }>()
  for (const character of characters) {
    const glyph = face.glyphForCodePoint(character.codePointAt(0) as number)
    if (glyph.id === 0) continue
    const width = (glyph.advanceWidth / face.unitsPerEm) * 1000
    // The library's types say boolean; what it gives is the number of the glyph in the subset.
    const id = Number(subset.includeGlyph(glyph))
    glyphs.set(character, { id, width })
  }
  const unknown = glyphs.get('?') as { id: number; width: number }
  const lettersOf = (text: string) =>
    [...text.normalize('NFC')].map((it) => glyphs.get(it) ?? unknown)
  return {
    name,
    encode: (text) =>
      lettersOf(text)
        .map(({ id }) => id.toString(16).padStart(4, '0'))
        .join(''),
    width: (text, size) => (lettersOf(text).reduce((sum, it) => sum + it.width, 0) * size) / 1000,
    objects: (first) => fontObjects(face, Buffer.from(subset.encode()), glyphs, first),
  }
}

function fontObjects(
  face: Face,
  program: Buffer,
  glyphs: ReadonlyMap<string, { id: number; width: number }>,
  first: number,
): (string | Buffer)[] {
  const scale = (units: number) => Math.round((units / face.unitsPerEm) * 1000)
  const { minX, minY, maxX, maxY } = face.bbox
  const box = [minX, minY, maxX, maxY].map(scale).join(' ')
  const name = `NDCAAA+${face.postscriptName}`
  const inOrder = [...glyphs].toSorted(([, a], [, b]) => a.id - b.id)
  const widths = inOrder.map(([, it]) => `${it.id}[${Math.round(it.width)}]`).join('')
  const italic = face.italicAngle
  return [
    stream(program, `/Length1 ${program.length}`),
    `<</Type/FontDescriptor/FontName/${name}/Flags ${italic ? 70 : 6}/FontBBox[${box}]` +
      `/ItalicAngle ${italic}/Ascent ${scale(face.ascent)}/Descent ${scale(face.descent)}` +
      `/CapHeight ${scale(face.capHeight)}/StemV 80/FontFile2 ${first} 0 R>>`,
    `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDToGIDMap/Identity` +
      `/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>` +
      `/FontDescriptor ${first + 1} 0 R/DW 500/W[${widths}]>>`,
    stream(Buffer.from(unicodeMap(inOrder), 'latin1'), ''),
    `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H` +
      `/DescendantFonts[${first + 2} 0 R]/ToUnicode ${first + 3} 0 R>>`,
  ]
}

/** Which characters the glyphs stand for, so that text can be searched, copied and read aloud. */
function unicodeMap(glyphs: readonly (readonly [string, { id: number }])[]): string {
  const hex = (value: number) => value.toString(16).padStart(4, '0')
  const lines = glyphs.map(
    ([character, { id }]) => `<${hex(id)}><${hex(character.codePointAt(0) as number)}>`,
  )
  const blocks: string[] = []
  for (let at = 0; at < lines.length; at += 100) {
    const some = lines.slice(at, at + 100)
    blocks.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`)
  }
  return [
    '/CIDInit/ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def',
    '/CMapName/Adobe-Identity-UCS def/CMapType 2 def',
    '1 begincodespacerange<0000><ffff>endcodespacerange',
    ...blocks,
    'endcmap CMapName currentdict/CMap defineresource pop end end',
  ].join('\n')
}

/** A compressed stream object. */
export function stream(data: Uint8Array, entries: string): Buffer {
  const packed = deflateSync(data, { level: 9 })
  return Buffer.concat([
    Buffer.from(`<<${entries}/Filter/FlateDecode/Length ${packed.length}>>\nstream\n`, 'latin1'),
    packed,
    Buffer.from('\nendstream', 'latin1'),
  ])
}
