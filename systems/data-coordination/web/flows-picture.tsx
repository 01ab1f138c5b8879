import { SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { Figures } from '#portal/figures.tsx'
import { count } from '#portal/format.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { FlowView } from '../contract-reports.ts'
import { api, to } from './addresses.ts'
import classes from './flows.module.css'

type Span = 'hour' | 'day' | 'month'

/** Who asks whom, as it is now: a thread for each right to ask, as thick as it is used. */
export function FlowsPicture({ mostListed }: { mostListed: number }) {
  const say = useSay()
  const [span, setSpan] = useState<Span>('day')
  const flows = useAnswer<{ items: FlowView[] }>(`${api}/flows?span=${span}`, { everyMs: 5_000 })
  return (
    <Section
      title={say({ vi: 'Ai đang hỏi ai', en: 'Who asks whom' })}
      lead={say({
        vi: 'Sợi càng dày, hỏi càng nhiều; sợi mảnh là quyền chưa dùng. Bấm một bên để xem riêng.',
        en: 'The thicker, the more is asked; thin ones are not used yet. Press a party to see its own.',
      })}
      aside={
        <SegmentedControl
          aria-label={say({ vi: 'Trong khoảng', en: 'Within' })}
          value={span}
          onChange={setSpan}
          data={[
            { value: 'hour', label: say({ vi: '1 giờ', en: '1 hour' }) },
            { value: 'day', label: say({ vi: '1 ngày', en: '1 day' }) },
            { value: 'month', label: say({ vi: '30 ngày', en: '30 days' }) },
          ]}
        />
      }
    >
      <Answered of={flows} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon="exchange"
              title={{ vi: 'Chưa ai được phép hỏi ai', en: 'Nobody may ask anybody yet' }}
              text={{
                vi: 'Khi yêu cầu đầu tiên được duyệt, đường nối giữa hai bên hiện ở đây.',
                en: 'With the first request that is approved, a thread between the two is shown.',
              }}
            />
          ) : (
            <Picture flows={items} mostListed={mostListed} />
          )
        }
      </Answered>
    </Section>
  )
}

type Party = { code: string; name: { vi: string; en: string }; count: number }

/** The parties on one side, those who ask or answer most first. */
function partiesOf(flows: readonly FlowView[], side: 'client' | 'provider'): Party[] {
  const found = new Map<string, Party>()
  for (const it of flows) {
    const { code, name } = it[side]
    const known = found.get(code) ?? { code, name, count: 0 }
    found.set(code, { ...known, count: known.count + it.count })
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code))
}

function Picture({ flows, mostListed }: { flows: readonly FlowView[]; mostListed: number }) {
  const say = useSay()
  const [chosen, setChosen] = useState<string | null>(null)
  const clients = partiesOf(flows, 'client')
  const providers = partiesOf(flows, 'provider')
  const concerns = (it: FlowView) =>
    chosen === null || it.client.code === chosen || it.provider.code === chosen
  const all = flows.reduce((sum, it) => sum + it.count, 0)
  const failed = flows.reduce((sum, it) => sum + it.failed, 0)
  const column = (parties: readonly Party[], label: string) => (
    <div className={classes.column} role="group" aria-label={label}>
      {parties.map((it) => (
        <button
          key={it.code}
          type="button"
          className={classes.party}
          aria-pressed={chosen === it.code}
          onClick={() => setChosen(chosen === it.code ? null : it.code)}
        >
          <b>{say(it.name)}</b>
          <span>{count(it.count, say.language)}</span>
        </button>
      ))}
    </div>
  )
  return (
    <Stack gap="md">
      <Figures
        of={[
          [count(all, say.language), { vi: 'lượt trao đổi', en: 'exchanges' }],
          [count(failed, say.language), { vi: 'không thành công', en: 'failed' }],
          [count(clients.length, say.language), { vi: 'hệ thống hỏi', en: 'systems that ask' }],
          [
            count(providers.length, say.language),
            { vi: 'hệ thống cung cấp', en: 'systems that answer' },
          ],
        ]}
      />
      <div className={classes.picture}>
        {column(clients, say({ vi: 'Bên hỏi', en: 'Those who ask' }))}
        <Threads {...{ flows, clients, providers, concerns }} />
        {column(providers, say({ vi: 'Bên cung cấp', en: 'Those who answer' }))}
      </div>
      <Busiest flows={flows.filter(concerns).slice(0, mostListed)} />
    </Stack>
  )
}

const [rowHeight, width] = [64, 100]

function Threads(props: {
  flows: readonly FlowView[]
  clients: readonly Party[]
  providers: readonly Party[]
  concerns: (it: FlowView) => boolean
}) {
  const { flows, clients, providers, concerns } = props
  const height = Math.max(clients.length, providers.length) * rowHeight
  const middle = (parties: readonly Party[], code: string) =>
    ((parties.findIndex((it) => it.code === code) + 0.5) * height) / parties.length
  const most = Math.max(1, ...flows.map((it) => it.count))
  return (
    <svg
      className={classes.threads}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={{ height }}
      aria-hidden="true"
    >
      {flows.map((it) => {
        const [from, until] = [middle(clients, it.client.code), middle(providers, it.provider.code)]
        const used = it.count > 0
        const line = `M0 ${from} C${width / 2} ${from} ${width / 2} ${until} ${width} ${until}`
        return (
          <g
            key={`${it.client.code} ${it.service.code}`}
            className={classes.thread}
            data-used={used}
            data-failing={it.failed > it.count * 0.05}
            data-away={!concerns(it)}
          >
            <path
              d={line}
              strokeWidth={used ? 2 + 10 * Math.sqrt(it.count / most) : 1}
              vectorEffect="non-scaling-stroke"
            />
            {used && (
              <path d={line} className={classes.going ?? ''} vectorEffect="non-scaling-stroke" />
            )}
          </g>
        )
      })}
    </svg>
  )
}

/** The same in words, with the way to each service. */
function Busiest({ flows }: { flows: readonly FlowView[] }) {
  const say = useSay()
  return (
    <ul className={classes.list}>
      {flows.map((it) => (
        <li key={`${it.client.code} ${it.service.code}`}>
          <span>
            {say(it.client.name)} →{' '}
            <Link href={to.service(it.service.id)} style={{ color: 'var(--link)' }}>
              {say(it.service.title)}
            </Link>
          </span>
          <Text size="sm" c="dimmed" component="span">
            {count(it.count, say.language)}{' '}
            {it.failed > 0 &&
              `(${count(it.failed, say.language)} ${say({ vi: 'lỗi', en: 'failed' })})`}
          </Text>
        </li>
      ))}
    </ul>
  )
}
