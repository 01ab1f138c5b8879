import { Text } from '@mantine/core'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { PipelineAsk } from '../contract-pipeline.ts'
import classes from './workshop.module.css'

type Cell = string | number | null
export type Preview = {
  readonly rows: readonly {
    readonly number: number
    readonly before: Readonly<Record<string, Cell>>
    readonly after: Readonly<Record<string, Cell>>
    readonly bad: readonly { readonly field: string; readonly reason: string }[]
  }[]
}

/** Rows as they will be; what a cell was before stands under it where that differs. */
export function MappingPreview(props: { of: Preview; mapping: PipelineAsk['mapping'] }) {
  const say = useSay()
  const { of, mapping } = props
  const bad = of.rows.filter((it) => it.bad.length > 0).length
  return (
    <Section
      title={say({ vi: 'Xem thử', en: 'Preview' })}
      lead={
        bad === 0
          ? say({ vi: 'Mọi giá trị đều ánh xạ được.', en: 'Every value could be mapped.' })
          : say({
              vi: `${bad} trên ${of.rows.length} dòng có giá trị không ánh xạ được (tô màu).`,
              en: `${bad} of ${of.rows.length} rows hold values that cannot be mapped (coloured).`,
            })
      }
    >
      <section
        className={classes.scroll}
        aria-label={say({ vi: 'Các dòng', en: 'Rows' })}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a keyboard scrolls it
        tabIndex={0}
      >
        <table className={classes.preview}>
          <thead>
            <tr>
              <th scope="col">#</th>
              {mapping.map(({ to }) => (
                <th scope="col" key={to}>
                  {to}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {of.rows.map((row) => (
              <tr key={row.number}>
                <th scope="row">{row.number}</th>
                {mapping.map(({ to, from }) => (
                  <Shown
                    key={to}
                    was={from.map((it) => row.before[it] ?? '').join(' ')}
                    is={row.after[to] ?? null}
                    bad={row.bad.some(({ field }) => field === to)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  )
}

function Shown({ was, is, bad }: { was: string; is: Cell; bad: boolean }) {
  return (
    <td className={bad ? classes.bad : undefined}>
      {is ?? '—'}
      {String(is ?? '') !== was && (
        <Text span size="xs" className={classes.was ?? ''}>
          {was}
        </Text>
      )}
    </td>
  )
}
