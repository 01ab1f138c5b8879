import { Text } from '@mantine/core'
import { moment } from '#portal/format.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import classes from './workshop.module.css'
import type { Quality } from './workshop-shapes.ts'

/** How many rules were kept, run by run, the oldest first. */
export function QualityBars({ of: runs }: { of: Quality['runs'] }) {
  const say = useSay()
  if (runs.length === 0) return null
  const shown = runs.slice(0, 30).toReversed()
  const last = shown.at(-1)
  return (
    <Section title={say({ vi: 'Chất lượng theo thời gian', en: 'Quality over time' })}>
      <ol className={classes.bars} aria-label={say({ vi: 'Tỷ lệ quy tắc đạt', en: 'Rules kept' })}>
        {shown.map((it) => (
          <li key={it.runId}>
            <span
              className={it.blocking > 0 ? classes.broken : classes.kept}
              style={{ height: `${Math.max((it.passed / Math.max(it.rules, 1)) * 100, 4)}%` }}
              role="img"
              aria-label={`${moment(it.at)}: ${it.passed}/${it.rules}`}
              title={`${moment(it.at)}: ${it.passed}/${it.rules}`}
            />
          </li>
        ))}
      </ol>
      {last && (
        <Text size="sm" c="dimmed">
          {say({
            vi: `Gần nhất: ${last.passed} trên ${last.rules} quy tắc đạt`,
            en: `Last: ${last.passed} of ${last.rules} rules are kept`,
          })}
          {last.blocking > 0 &&
            say({
              vi: `; ${last.blocking} quy tắc chặn công bố`,
              en: `; ${last.blocking} of the broken block publication`,
            })}
        </Text>
      )}
    </Section>
  )
}
