/** What every bench ends with: its table, and one line that programs read. */
export type Headline = {
  readonly name: string
  readonly ours: number
  /** Null where there is nothing to compare with. */
  readonly peer: number | null
  readonly unit: string
}

/** Prints columns side by side; the first row holds their titles. */
export function printTable(rows: readonly (readonly (string | number)[])[]): void {
  const cells = rows.map((row) => row.map((it) => (typeof it === 'number' ? rounded(it) : it)))
  const widths = (cells[0] ?? []).map((_, at) =>
    Math.max(...cells.map((row) => (row[at] ?? '').length)),
  )
  for (const [index, row] of cells.entries()) {
    const line = row.map((it, at) =>
      at === 0 ? it.padEnd(widths[at] ?? 0) : it.padStart(widths[at] ?? 0),
    )
    say(line.join('  '))
    if (index === 0) say(widths.map((it) => '-'.repeat(it)).join('  '))
  }
}

export function printHeadline({ name, ours, peer, unit }: Headline): void {
  const number = (value: number) => Number(rounded(value))
  const [against, ratio] = peer === null ? [null, null] : [number(peer), number(ours / peer)]
  say(JSON.stringify({ name, ours: number(ours), peer: against, ratio, unit }))
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** The value below which the given share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}

function rounded(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return value.toFixed(Math.abs(value) < 1 ? 3 : Math.abs(value) < 100 ? 1 : 0)
}
