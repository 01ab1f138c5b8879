import type { Static, TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { Refusal } from './problem.ts'

/**
 * A part of the configuration. Its fields are read from the environment as
 * `NDC_<PREFIX>_<FIELD>`; a field whose schema bears `flag` may also be given as `--flag`.
 */
export type Section<Shape extends TObject = TObject> = { prefix: string; shape: Shape }

export type Sections = Record<string, Section>

export type Config<S extends Sections> = { readonly [K in keyof S]: Static<S[K]['shape']> }

/** What a field's schema may say beside JSON Schema. */
type FieldNotes = { flag?: string; secret?: boolean; description?: string; default?: unknown }

/** The environment variable of a field: NDC_DATABASE_URL for (`database`, `url`). */
export function variableOf(prefix: string, field: string): string {
  const words = field.replace(/[A-Z]/g, (it) => `_${it}`).toUpperCase()
  return ['NDC', prefix.toUpperCase().replaceAll('-', '_'), words].filter(Boolean).join('_')
}

/**
 * Reads the whole configuration once. All mistakes are told together, unknown `NDC_` variables
 * and flags among them, so that a spelling mistake is not taken for a default.
 */
export function readConfig<S extends Sections>(
  sections: S,
  env: Record<string, string | undefined>,
  flags: Record<string, string | true> = {},
): Config<S> {
  const mistakes: string[] = []
  const known = new Set<string>()
  const config: Record<string, Record<string, unknown>> = {}
  for (const [name, { prefix, shape }] of Object.entries(sections)) {
    const section: Record<string, unknown> = {}
    for (const [field, schema] of Object.entries(shape.properties)) {
      const variable = variableOf(prefix, field)
      const { flag, default: fallback } = schema as FieldNotes
      known.add(variable)
      if (flag) known.add(`--${flag}`)
      const given = (flag !== undefined && flags[flag]) || env[variable]
      const said = flag !== undefined && flags[flag] !== undefined ? `--${flag}` : variable
      if (given === undefined || given === '') {
        if (fallback !== undefined) section[field] = fallback
        else if (!shape.required?.includes(field)) continue
        else mistakes.push(`${variable} is missing: ${(schema as FieldNotes).description}`)
        continue
      }
      const value = coerce(schema, given)
      const error = [...Value.Errors(schema, value)][0]
      if (error) {
        const shown = (schema as FieldNotes).secret ? 'its value' : JSON.stringify(given)
        mistakes.push(`${said}: ${shown} ${error.message}.`)
      } else section[field] = value
    }
    config[name] = section
  }
  for (const variable of Object.keys(env)) {
    if (variable.startsWith('NDC_') && !known.has(variable) && !variable.startsWith('NDC_TEST_')) {
      mistakes.push(`${variable} is not a setting of this program${nearest(variable, known)}.`)
    }
  }
  for (const flag of Object.keys(flags)) {
    if (!known.has(`--${flag}`)) {
      mistakes.push(`--${flag} is not a setting of this program${nearest(`--${flag}`, known)}.`)
    }
  }
  if (mistakes.length > 0) {
    throw new Refusal(
      `The configuration has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n` +
        mistakes.map((it) => `  - ${it}`).join('\n') +
        '\nAll settings are described in docs/operations/config.md.',
    )
  }
  return config as Config<S>
}

/** `--name value`, `--name=value` and `--switch`, as a record. */
export function readFlags(args: readonly string[]): Record<string, string | true> {
  const flags: Record<string, string | true> = {}
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string
    if (!arg.startsWith('--'))
      throw new Refusal(`"${arg}" is not understood: settings begin with --.`)
    const [name = '', inline] = arg.slice(2).split(/=(.*)/s)
    const next = args[at + 1]
    if (inline !== undefined) flags[name] = inline
    else if (next !== undefined && !next.startsWith('--')) {
      flags[name] = next
      at++
    } else flags[name] = true
  }
  return flags
}

function coerce(schema: TSchema, given: string | true): unknown {
  const { type } = schema as { type?: string }
  if (type === 'boolean') {
    if (given === true || given === 'true' || given === '1') return true
    return given === 'false' || given === '0' ? false : given
  }
  if (given === true) return given
  if (type === 'integer' || type === 'number') {
    const number = Number(given.replaceAll('_', ''))
    return Number.isNaN(number) ? given : number
  }
  if (type === 'array') return given.split(',').map((it) => it.trim())
  return given
}

/** ` (did you mean X?)` when a known name differs in at most two letters. */
function nearest(name: string, known: Set<string>): string {
  const close = [...known].find((it) => distance(it, name) <= 2)
  return close ? ` (did you mean ${close}?)` : ''
}

function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 2) return 3
  let row = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const swap = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[right.length] as number
}
