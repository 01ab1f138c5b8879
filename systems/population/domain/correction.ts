/**
 * Mends misspelt names. Names are made of few words, so a word that is nobody's is compared with
 * all that are somebody's. No I/O in this file.
 */

const choicesPerWord = 30
const choicesInAll = 200

/**
 * Ways to write a name that nobody bears, the likeliest first: each word that is unknown becomes a
 * known one that looks like it; when all are known, one of them becomes another.
 *
 * @param words Without accents, in lower case.
 * @param vocabulary The words that occur in names, written the same way.
 */
export function corrections(words: readonly string[], vocabulary: ReadonlySet<string>): string[][] {
  const near = words.map((it) => nearWords(it, vocabulary))
  if (words.every((it) => vocabulary.has(it))) {
    const changed = near.flatMap((choices, at) =>
      choices.map(({ word, edits }) => ({ words: words.with(at, word), edits })),
    )
    return likeliest(changed)
  }
  let mended: Mended[] = [{ words: [], edits: 0 }]
  words.forEach((word, at) => {
    const known = vocabulary.has(word) ? [{ word, edits: 0 }] : (near[at] ?? [])
    mended = mended
      .flatMap((it) =>
        known.map((choice) => ({
          words: [...it.words, choice.word],
          edits: it.edits + choice.edits,
        })),
      )
      .slice(0, choicesInAll)
  })
  return likeliest(mended)
}

type Mended = { words: string[]; edits: number }

function likeliest(mended: Mended[]): string[][] {
  return mended
    .toSorted((one, other) => one.edits - other.edits)
    .slice(0, choicesInAll)
    .map((it) => it.words)
}

/** Known words at a distance of one edit, or two for a word of five letters and more. */
export function nearWords(
  word: string,
  vocabulary: Iterable<string>,
): { word: string; edits: number }[] {
  const most = word.length < 5 ? 1 : 2
  const found: { word: string; edits: number }[] = []
  for (const other of vocabulary) {
    const edits = editsBetween(word, other, most)
    if (edits > 0 && edits <= most) found.push({ word: other, edits })
  }
  return found
    .toSorted((one, other) => one.edits - other.edits || (one.word < other.word ? -1 : 1))
    .slice(0, choicesPerWord)
}

/**
 * How many letters must be added, left out, replaced or exchanged with their neighbour to turn one
 * word into the other (optimal string alignment); more than `most` is said as `most` + 1.
 */
export function editsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      let edits = Math.min(at(row, j - 1) + (same ? 0 : 1), at(row, j) + 1, at(next, j - 1) + 1)
      const exchanged = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      if (exchanged) edits = Math.min(edits, at(before, j - 2) + 1)
      next.push(edits)
    }
    before = row
    row = next
  }
  return Math.min(at(row, other.length), most + 1)
}

function at(row: readonly number[], index: number): number {
  return row[index] as number
}
