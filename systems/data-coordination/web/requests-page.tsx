import { Badge, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { now } from '#portal/browser.ts'
import { day, relative } from '#portal/format.ts'
import { LongList } from '#portal/long-list.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Empty } from '#portal/states.tsx'
import type { GrantView, RequestView } from '../contract-grants.ts'
import { api, to } from './addresses.ts'
import { GrantCard } from './grant-card.tsx'
import { requestStates } from './request-words.ts'
import { RoomLinks } from './room-links.tsx'

type Shelf = 'open' | 'asked-back' | 'all' | 'grants'

/** What other agencies ask of mine and mine of them, and what has been given. */
export default function RequestsPage() {
  const say = useSay()
  const [shelf, setShelf] = useState<Shelf>('open')
  return (
    <Page
      title={say({ vi: 'Yêu cầu và quyền sử dụng', en: 'Requests and access' })}
      lead={say({
        vi: 'Ai xin dùng dữ liệu gì, để làm gì; mỗi yêu cầu có hạn trả lời theo ngày làm việc.',
        en: 'Who asks for which data, and what for. Each is to be answered within working days.',
      })}
    >
      <RoomLinks />
      <Stack gap="md">
        <SegmentedControl
          fullWidth
          aria-label={say({ vi: 'Xem', en: 'Show' })}
          value={shelf}
          onChange={setShelf}
          data={[
            { value: 'open', label: say({ vi: 'Chờ trả lời', en: 'Open' }) },
            { value: 'asked-back', label: say({ vi: 'Hỏi lại', en: 'Asked back' }) },
            { value: 'all', label: say({ vi: 'Tất cả', en: 'All' }) },
            { value: 'grants', label: say({ vi: 'Quyền', en: 'Access' }) },
          ]}
        />
        {shelf === 'grants' ? <Grants /> : <Requests state={shelf} />}
      </Stack>
    </Page>
  )
}

function Requests({ state }: { state: Exclude<Shelf, 'grants'> }) {
  return (
    <LongList<RequestView>
      path={`${api}/requests?limit=20${state === 'all' ? '' : `&state=${state}`}`}
      cursor="before"
      keyOf={(it) => it.id}
      empty={
        <div className={cardClass}>
          <Empty
            icon="inbox"
            title={{ vi: 'Không có yêu cầu nào ở đây', en: 'No requests here' }}
            text={{
              vi: 'Yêu cầu mới của cơ quan khác, và của cơ quan bạn, sẽ hiện ở đây.',
              en: 'What other agencies ask of yours, and yours of them, is shown here.',
            }}
          />
        </div>
      }
    >
      {(it) => <RequestCard of={it} />}
    </LongList>
  )
}

function Grants() {
  return (
    <LongList<GrantView>
      path={`${api}/grants?limit=20`}
      cursor="before"
      keyOf={(it) => it.id}
      empty={
        <div className={cardClass}>
          <Empty
            icon="key"
            title={{ vi: 'Chưa có quyền nào', en: 'No access was given yet' }}
            text={{
              vi: 'Yêu cầu được duyệt trở thành quyền, và có hiệu lực ở mọi cổng trong vài giây.',
              en: 'An approved request becomes access, which every gateway knows within seconds.',
            }}
          />
        </div>
      }
    >
      {(it) => <GrantCard of={it} />}
    </LongList>
  )
}

function RequestCard({ of: it }: { of: RequestView }) {
  const say = useSay()
  const { words, color } = requestStates[it.state]
  return (
    <Link href={to.request(it.id)} className={cardClass}>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <Text fw={600} style={{ minWidth: 0 }}>
          {say(it.client.name)} → {say(it.service.title)}
        </Text>
        <Badge variant="light" color={color} tt="none" style={{ flexShrink: 0 }}>
          {say(words)}
        </Badge>
      </Group>
      <Text size="sm">{it.purposes.map((of) => say(of.words)).join('; ')}</Text>
      <Group gap="xs" mt={4}>
        <Text size="sm" c="dimmed">
          {day(it.askedAt)} · {it.askedBy}
        </Text>
        {it.state === 'open' && (
          <Badge variant="light" color={it.late ? 'lacquer' : 'gray'} tt="none" fw={400}>
            {it.late
              ? say({ vi: 'Quá hạn', en: 'Overdue' })
              : `${say({ vi: 'trả lời', en: 'due' })} ${relative(it.dueAt, now(), say.language)}`}
          </Badge>
        )}
      </Group>
    </Link>
  )
}
