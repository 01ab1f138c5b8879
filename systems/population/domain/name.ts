/** A Vietnamese name: surname first, given name last; any part may be missing. */
export type Name = {
  readonly surname: string
  readonly middle: string
  readonly given: string
}

export function fullName({ surname, middle, given }: Name): string {
  return [surname, middle, given].filter(Boolean).join(' ')
}

/** Splits a full name; the first word is the surname, the last the given name. */
export function parseName(text: string): Name {
  const words = text.normalize('NFC').trim().split(/\s+/)
  if (words.length === 1) return { surname: '', middle: '', given: words[0] ?? '' }
  return {
    surname: words[0] ?? '',
    middle: words.slice(1, -1).join(' '),
    given: words.at(-1) ?? '',
  }
}

/** Without accents and in lower case: "Đặng Thị Hoà" and "dang thi hòa" become "dang thi hoa". */
export function foldName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]+/g, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

/**
 * One form for all ways to write the same spelling: lower case, single spaces, and each tone at the
 * end of its syllable, so that "Hoà" (older) and "Hòa" (newer placement) are equal.
 */
export function spelling(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .map((word) => {
      const letters = word.normalize('NFD')
      const tone = letters.match(tones)?.join('') ?? ''
      return letters.replace(tones, '').normalize('NFC') + tone
    })
    .join(' ')
}

// Grave, acute, tilde, hook above, dot below; circumflex, breve and horn belong to the letter.
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g

/** Does the text carry accents, so that it asks for this spelling rather than any? */
export function hasAccents(text: string): boolean {
  return /[đĐ]|\p{M}/u.test(text.normalize('NFD'))
}

/** The name with all but its first letters hidden: "N••••• V•• A". */
export function maskName(text: string): string {
  return text.replace(/(\p{L})(\p{L}*)/gu, (_, first: string, rest: string) => {
    return first + '•'.repeat(rest.length)
  })
}
