import { Text } from '@mantine/core'
import classes from './day-bars.module.css'
import { day } from './format.ts'

export type DayBar = {
  readonly on: string
  /** Null: nothing is known of this day. */
  readonly value: number | null
  /** The value in words, with its unit. */
  readonly words: string
  /** It is not as it should be. */
  readonly bad?: boolean
}

/** A bar for each day, with a line for what was promised; the words of a bar are its title. */
export function DayBars(props: {
  label: string
  of: readonly DayBar[]
  line?: { value: number; words: string }
}) {
  const { label, of, line } = props
  const most = Math.max(line?.value ?? 0, ...of.map((it) => it.value ?? 0), 1) * 1.08
  const known = of.filter((it) => it.value !== null)
  const last = known.at(-1)
  return (
    <figure className={classes.figure}>
      <figcaption>
        <Text size="sm" fw={500} component="span">
          {label}
        </Text>
        {line && (
          <Text size="xs" c="dimmed" component="span">
            {line.words}
          </Text>
        )}
      </figcaption>
      <div
        className={classes.bars}
        role="img"
        aria-label={`${label}. ${last ? `${day(last.on)}: ${last.words}` : ''}`}
      >
        {line && (
          <div className={classes.line} style={{ bottom: `${(line.value / most) * 100}%` }} />
        )}
        {of.map((it) => (
          <div key={it.on} className={classes.slot} title={`${day(it.on)}: ${it.words}`}>
            {it.value !== null && (
              <div
                className={classes.bar}
                data-bad={it.bad === true}
                style={{ height: `${Math.max(1.5, (it.value / most) * 100)}%` }}
              />
            )}
          </div>
        ))}
      </div>
      <div className={classes.ends}>
        <span>{day(of[0]?.on)}</span>
        <span>{day(of.at(-1)?.on)}</span>
      </div>
    </figure>
  )
}
