import { Group, Stack, Text } from '@mantine/core'
import { day, moment } from '#portal/format.ts'
import { cardClass } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Empty } from '#portal/states.tsx'
import type { LifeEventView, PersonView } from '../contract.ts'
import { ChangeList } from './change-list.tsx'
import { valueText } from './item-values.ts'
import { eventWords, itemWords } from './words.ts'

/** Every event on a person, newest first: what changed, since when, and when it was learned. */
export function PersonHistory(props: { person: PersonView; events: LifeEventView[] }) {
  const say = useSay()
  const { person, events } = props
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
          <Group justify="space-between" gap="xs">
            <Text fw={600}>{say(eventWords[it.kind] ?? { vi: it.kind, en: it.kind })}</Text>
            <Text size="sm">
              {say({ vi: 'Có hiệu lực từ', en: 'Effective from' })} <b>{day(it.effectiveOn)}</b>
            </Text>
          </Group>
          <ChangeList
            of={Object.entries(it.changes).map(([item, { from, to }]) => ({
              item: say(itemWords[item] ?? { vi: item, en: item }),
              from: valueText(item, from, person, say),
              to: valueText(item, to, person, say),
            }))}
          />
          <Text size="sm" mt={6}>
            {say({ vi: 'Căn cứ', en: 'Source' })}: {it.source}
          </Text>
          <Text size="xs" c="dimmed">
            {say({ vi: 'Ghi nhận lúc', en: 'Recorded at' })} {moment(it.recordedAt)} ·{' '}
            {it.recordedBy}
          </Text>
        </article>
      ))}
    </Stack>
  )
}
