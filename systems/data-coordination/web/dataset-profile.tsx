import { Badge, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import { useAnswer } from '#portal/ask.ts'
import { count } from '#portal/format.ts'
import { cardClass } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { ProfileView, RunView } from '../contract-processing.ts'
import { api } from './addresses.ts'
import type { DatasetPart } from './dataset-part.ts'
import classes from './exchange.module.css'
import { isUnderWay } from './run-words.ts'
import type { TermItem } from './workshop-shapes.ts'

type Column = ProfileView['columns'][number]

/** The newest run that has looked at its data. */
export function profiledRun(runs: readonly RunView[]): RunView | undefined {
  return runs.find(({ steps }) => steps.some((it) => it.step === 'profile' && it.state === 'done'))
}

/** What is in the data, column by column, before anything is done with it. */
export function DatasetProfile({ runs }: DatasetPart) {
  const run = profiledRun(runs)
  if (!run) return <NotYet waiting={runs.some(({ state }) => isUnderWay(state))} />
  return <Columns runId={run.id} />
}

export function NotYet({ waiting }: { waiting: boolean }) {
  return (
    <div className={cardClass} role="status">
      <Empty
        icon="clock"
        title={
          waiting
            ? { vi: 'Đang xem dữ liệu…', en: 'Looking at the data…' }
            : { vi: 'Chưa xem được dữ liệu', en: 'The data was not looked at yet' }
        }
        text={{
          vi: 'Khi lượt chạy xem xong dữ liệu, từng cột hiện ở đây.',
          en: 'Once a run has looked at it, each column is shown here.',
        }}
      />
    </div>
  )
}

function Columns({ runId }: { runId: string }) {
  const profile = useAnswer<ProfileView>(`${api}/runs/${runId}/profile`)
  const terms = useAnswer<{ items: TermItem[] }>(`${api}/terms`)
  return (
    <Answered of={profile}>
      {({ columns }) => (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          {columns.map((it) => (
            <ColumnCard
              key={it.name}
              of={it}
              term={terms.data?.items.find(({ code }) => code === it.guess)}
            />
          ))}
        </SimpleGrid>
      )}
    </Answered>
  )
}

function ColumnCard({ of: it, term }: { of: Column; term: TermItem | undefined }) {
  const say = useSay()
  const lacking = it.rows === 0 ? 0 : (it.nulls + it.empties) / it.rows
  return (
    <section className={cardClass} aria-label={it.name}>
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text fw={600} style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          {it.name}
        </Text>
        {term && (
          <Badge variant="light" tt="none" fw={400} style={{ flexShrink: 0 }}>
            {say({ vi: 'có lẽ là ', en: 'perhaps ' })}
            {say(term.title)}
          </Badge>
        )}
      </Group>
      <Group gap="md" my={6}>
        <Text size="sm">
          {count(it.distinct, say.language)} {say({ vi: 'giá trị khác nhau', en: 'distinct' })}
        </Text>
        <Text size="sm" {...(lacking > 0.05 && { c: 'lacquer' })}>
          {percent(lacking)} {say({ vi: 'bị trống', en: 'empty' })}
        </Text>
        {it.least && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {it.least} … {it.greatest}
          </Text>
        )}
      </Group>
      <Stack gap={3}>
        {it.top.slice(0, 5).map((of) => (
          <Bar
            key={of.value}
            label={of.value}
            share={of.count / Math.max(it.rows, 1)}
            count={of.count}
          />
        ))}
      </Stack>
      {it.shapes.length > 1 && (
        <Text size="sm" c="dimmed" mt={6}>
          {say({ vi: 'Dạng: ', en: 'Shapes: ' })}
          {it.shapes.slice(0, 4).map((of) => (
            <span key={of.value} className={classes.code} style={{ marginInlineEnd: 10 }}>
              {of.value} ({count(of.count, say.language)})
            </span>
          ))}
        </Text>
      )}
    </section>
  )
}

/** One value and how often it stands. */
function Bar(props: { label: string; share: number; count: number }) {
  const say = useSay()
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" w="45%" truncate="end" title={props.label}>
        {props.label}
      </Text>
      <Progress value={props.share * 100} style={{ flex: 1 }} aria-hidden="true" />
      <Text size="sm" c="dimmed" w={90} ta="end">
        {count(props.count, say.language)} · {percent(props.share)}
      </Text>
    </Group>
  )
}

export function percent(share: number): string {
  const of100 = share * 100
  return `${of100 > 0 && of100 < 10 ? of100.toFixed(1) : Math.round(of100)}%`
}
