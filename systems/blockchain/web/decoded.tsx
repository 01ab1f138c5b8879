import { Link } from 'wouter'
import { count, moment } from '#portal/format.ts'
import type { Say } from '#portal/say.tsx'
import { to } from './addresses.ts'
import classes from './chain.module.css'
import { wordsOfField } from './chain-words.ts'

type Field = { readonly name: string; readonly type: string; readonly value: string }

/** Values that are longer scroll in a box of their own. */
const longest = 300

/** A decoded argument as a fact: what it is called, and its value as people read it. */
export function fieldFact(field: Field, say: Say) {
  return [say(wordsOfField(field.name)), <Value key={field.name} of={field} say={say} />] as const
}

function Value({ of: { name, type, value }, say }: { of: Field; say: Say }) {
  if (type === 'bool') {
    return <>{value === 'true' ? say({ vi: 'Có', en: 'Yes' }) : say({ vi: 'Không', en: 'No' })}</>
  }
  if (type === 'string') return <>{value}</>
  if (type === 'address') {
    return (
      <Link href={to.account(value)} className={classes.code ?? ''}>
        {value}
      </Link>
    )
  }
  if (/^u?int\d*$/.test(type) && Number.isSafeInteger(Number(value))) {
    const isInstant = name.endsWith('At') && name !== 'atBlock'
    if (isInstant) return <>{moment(new Date(Number(value) * 1_000).toISOString())}</>
    return <>{count(Number(value), say.language)}</>
  }
  const text = type === 'bytes32' ? inText(value) : undefined
  if (value.length <= longest) return <span className={classes.code}>{text ?? value}</span>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- to scroll by keyboard
    <pre className={`${classes.code} ${classes.long}`} tabIndex={0}>
      {value}
    </pre>
  )
}

/** A short name in ASCII that a word of 32 bytes holds, if it does. */
function inText(word: string): string | undefined {
  const digits = word.slice(2).replace(/(00)+$/, '')
  const text = (digits.match(/../g) ?? []).map((it) => String.fromCodePoint(parseInt(it, 16)))
  const whole = text.join('')
  return /^[a-z][a-z0-9-]{1,30}$/.test(whole) ? whole : undefined
}
