import { Badge, Group, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { Queue, QueueItem } from '../contract.ts'
import { daysLeftWords, stateColors } from './words.ts'

export default function QueuePage() {
  const say = useSay()
  const { who } = useSession()
  const [state, setState] = useState('submitted')
  const queue = useAnswer<Queue>(`/api/public-services/v1/queue?state=${state}`, {
    everyMs: 10_000,
  })
  return (
    <Page
      title={say({ vi: 'Hồ sơ cần giải quyết', en: 'Cases to decide' })}
      lead={who?.offices[0]?.organisationName ?? ''}
    >
      <Stack gap="md">
        {queue.data && <Counts counts={queue.data.counts} />}
        <SegmentedControl
          fullWidth
          value={state}
          onChange={setState}
          data={[
            { value: 'submitted', label: say({ vi: 'Chờ giải quyết', en: 'Waiting' }) },
            { value: 'in-review', label: say({ vi: 'Đang giải quyết', en: 'In review' }) },
            { value: 'decided', label: say({ vi: 'Đã giải quyết', en: 'Decided' }) },
          ]}
        />
        <Answered of={queue}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon="inbox"
                title={{ vi: 'Không có hồ sơ nào', en: 'Nothing here' }}
                text={{
                  vi: 'Hồ sơ mới sẽ tự hiện ở đây, hạn gần nhất đứng trước.',
                  en: 'New cases will show up here by themselves, nearest deadline first.',
                }}
              />
            ) : (
              <Stack gap="sm">
                {items.map((it) => (
                  <Item key={it.id} it={it} decided={state === 'decided'} />
                ))}
              </Stack>
            )
          }
        </Answered>
      </Stack>
    </Page>
  )
}

function Counts({ counts }: { counts: Queue['counts'] }) {
  const say = useSay()
  const { decidedThisMonth: decided, onTimeThisMonth: onTime } = counts
  const figures = [
    [counts.waiting, { vi: 'chưa có quyết định', en: 'not decided yet' }],
    [counts.dueToday, { vi: 'đến hạn hôm nay', en: 'due today' }],
    [counts.overdue, { vi: 'quá hạn', en: 'overdue' }],
    [
      decided === 0 ? '—' : `${Math.round((onTime / decided) * 100)} %`,
      {
        vi: `đúng hạn trong tháng (${decided} hồ sơ)`,
        en: `on time this month (${decided} cases)`,
      },
    ],
  ] as const
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      {figures.map(([value, words]) => (
        <div key={words.en} className={cardClass}>
          <Text fz={28} fw={600} lh={1.1}>
            {typeof value === 'number' ? count(value, say.language) : value}
          </Text>
          <Text size="sm" c="dimmed">
            {say(words)}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  )
}

function Item({ it, decided }: { it: QueueItem; decided: boolean }) {
  const say = useSay()
  const left = daysLeftWords(it.workingDaysLeft)
  return (
    <Link href={paths.review(it.id)} className={cardClass}>
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{it.applicant}</Text>
        {decided ? (
          <Badge color={stateColors[it.state]} variant="light" tt="none">
            {say(it.stateWords)}
          </Badge>
        ) : (
          <Badge
            color={it.workingDaysLeft < 0 ? 'lacquer' : it.workingDaysLeft === 0 ? 'gold' : 'gray'}
            variant="light"
            tt="none"
          >
            {say(left)}
          </Badge>
        )}
      </Group>
      <Text>{say(it.title)}</Text>
      <Text size="sm" c="dimmed">
        {it.dossierNumber} · {moment(it.submittedAt)}
        {it.takenBy === 'me' && ` · ${say({ vi: 'bạn đang giữ', en: 'with you' })}`}
        {it.takenBy === 'another' &&
          ` · ${say({ vi: 'người khác đang giữ', en: 'with a colleague' })}`}
      </Text>
    </Link>
  )
}
