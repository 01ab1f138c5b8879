import { Stack, Tabs, Text } from '@mantine/core'
import { useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { day, moment } from '#portal/format.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { LifeEventView, PersonView } from '../contract.ts'
import { PersonFacts } from './person-facts.tsx'
import { eventWords, itemWords } from './words.ts'

export default function PersonPage() {
  const say = useSay()
  const { id } = useParams<{ id: string }>()
  const person = useAnswer<PersonView>(`/api/population/v1/people/${id}`)
  const history = useAnswer<{ items: LifeEventView[] }>(
    `/api/population/v1/people/${id}/life-events`,
  )
  return (
    <Page
      title={person.data?.fullName ?? say({ vi: 'Hồ sơ dân cư', en: 'Person' })}
      back={{ to: paths.people, words: { vi: 'Tra cứu dân cư', en: 'People' } }}
    >
      <Tabs defaultValue="items" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="items">{say({ vi: 'Thông tin', en: 'Items' })}</Tabs.Tab>
          <Tabs.Tab value="history">{say({ vi: 'Lịch sử', en: 'History' })}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="items">
          <Answered of={person} lines={8}>
            {(it) => <PersonFacts person={it} linked />}
          </Answered>
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <Answered of={history}>{({ items }) => <History events={items} />}</Answered>
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function History({ events }: { events: LifeEventView[] }) {
  const say = useSay()
  if (events.length === 0) {
    return (
      <Empty
        icon="clock"
        title={{ vi: 'Chưa có sự kiện nào', en: 'No event yet' }}
        text={{
          vi: 'Các mục hiện có được nhập khi lập cơ sở dữ liệu và chưa thay đổi từ đó.',
          en: 'The items were entered when the register was set up and have not changed since.',
        }}
      />
    )
  }
  return (
    <Stack gap="sm">
      {events.toReversed().map((it) => (
        <article key={it.id} className={cardClass}>
          <Text fw={600}>
            {say(eventWords[it.kind] ?? { vi: it.kind, en: it.kind })} · {day(it.effectiveOn)}
          </Text>
          <Text size="sm">
            {Object.keys(it.changes)
              .map((item) => say(itemWords[item] ?? { vi: item, en: item }))
              .join(', ')}
          </Text>
          <Text size="sm" c="dimmed">
            {it.source}
          </Text>
          <Text size="xs" c="dimmed">
            {say({ vi: 'Ghi nhận', en: 'Recorded' })} {moment(it.recordedAt)} · {it.recordedBy}
          </Text>
        </article>
      ))}
    </Stack>
  )
}
