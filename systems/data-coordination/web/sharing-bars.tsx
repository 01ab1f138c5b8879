import { Text } from '@mantine/core'
import type { Words } from '#kernel/words'
import { count } from '#portal/format.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { SharingView } from '../contract-reports.ts'
import classes from './exchange.module.css'

const kinds = ['silent', 'unanswered', 'below'] as const
const kindWords: Record<(typeof kinds)[number], Words> = {
  silent: { vi: 'chưa công bố', en: 'publish nothing' },
  unanswered: { vi: 'trả lời chậm', en: 'answer late' },
  below: { vi: 'dưới cam kết', en: 'below promise' },
}

type Bar = { name: { vi: string; en: string } } & Record<(typeof kinds)[number], number>

/** How much each member owes the others, as bars: the longest first. */
export function SharingBars({ of: it }: { of: SharingView }) {
  const say = useSay()
  const bars = barsOf(it)
  if (bars.length === 0) return null
  const most = Math.max(...bars.map(totalOf))
  return (
    <Section
      title={say({ vi: 'Theo cơ quan', en: 'By member' })}
      lead={kinds.map((kind) => say(kindWords[kind])).join(' · ')}
    >
      {bars.map((bar) => (
        <div key={bar.name.vi} className={classes.owing}>
          <Text size="sm">{say(bar.name)}</Text>
          <div
            className={classes.stack}
            role="img"
            aria-label={kinds.map((kind) => `${say(kindWords[kind])}: ${bar[kind]}`).join(', ')}
          >
            {kinds.map(
              (kind) =>
                bar[kind] > 0 && (
                  <span
                    key={kind}
                    data-kind={kind}
                    title={`${say(kindWords[kind])}: ${bar[kind]}`}
                    style={{ width: `${(bar[kind] / most) * 100}%` }}
                  />
                ),
            )}
          </div>
          <Text size="sm" fw={600}>
            {count(totalOf(bar), say.language)}
          </Text>
        </div>
      ))}
    </Section>
  )
}

function totalOf(it: Bar): number {
  return kinds.reduce((sum, kind) => sum + it[kind], 0)
}

function barsOf(it: SharingView): Bar[] {
  const bars = new Map<string, Bar>()
  const add = (name: Bar['name'], kind: (typeof kinds)[number]) => {
    const known = bars.get(name.vi) ?? { name, silent: 0, unanswered: 0, below: 0 }
    bars.set(name.vi, { ...known, [kind]: known[kind] + 1 })
  }
  for (const of of it.silent) add(of.member, 'silent')
  for (const of of it.unanswered) add(of.owner, 'unanswered')
  for (const of of it.below) add(of.owner, 'below')
  return [...bars.values()].toSorted((a, b) => totalOf(b) - totalOf(a))
}
