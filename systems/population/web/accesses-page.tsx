import { Badge, Group, Text } from '@mantine/core'
import type { Words } from '#kernel/words'
import { useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { LongList } from '#portal/long-list.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { type Say, useSay } from '#portal/say.tsx'
import { Empty } from '#portal/states.tsx'
import type { AccessView } from '../contract.ts'
import { itemWords, outcomeWords } from './words.ts'

const kinds: Record<AccessView['actorKind'], Words> = {
  person: { vi: 'Cá nhân', en: 'Person' },
  official: { vi: 'Cán bộ', en: 'Official' },
  client: { vi: 'Hệ thống của tổ chức', en: 'Organisation' },
  system: { vi: 'Hệ thống', en: 'System' },
}

export default function AccessesPage() {
  const say = useSay()
  return (
    <Page
      narrow
      back={{ to: paths.ownRecord, words: { vi: 'Dữ liệu của tôi', en: 'My data' } }}
      title={say({ vi: 'Ai đã dùng dữ liệu của tôi', en: 'Who used my data' })}
      lead={say({
        vi: 'Mỗi lần dữ liệu của bạn được xem hoặc thay đổi đều được ghi lại, kèm mục đích và căn cứ pháp lý.',
        en: 'Each time your data is seen or changed it is written down, with the purpose and the legal basis.',
      })}
    >
      <LongList<AccessView>
        path="/api/population/v1/people/me/accesses"
        cursor="before"
        keyOf={(it) => it.id}
        empty={
          <Empty
            icon="eye"
            title={{ vi: 'Chưa có ai xem dữ liệu của bạn', en: 'Nobody has used your data yet' }}
            text={{
              vi: 'Khi có cơ quan hoặc tổ chức dùng dữ liệu của bạn, bạn sẽ thấy ở đây ngay lập tức.',
              en: 'When an agency or organisation uses it, you will see it here at once.',
            }}
          />
        }
      >
        {(it) => (
          <div className={cardClass}>
            <Use use={it} say={say} />
          </div>
        )}
      </LongList>
    </Page>
  )
}

function Use({ use, say }: { use: AccessView; say: Say }) {
  const outcome = outcomeWords[use.outcome]
  const fields = use.fields.map((it) => say(itemWords[it] ?? { vi: it, en: it })).join(', ')
  const exchanged = use.room === 'data-coordination' && use.operation.split('/').length === 5
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{use.actorName}</Text>
        <Text size="sm" c="dimmed" component="time" dateTime={use.at}>
          {moment(use.at)}
        </Text>
      </Group>
      <Text>{say(use.purpose)}</Text>
      {exchanged ? (
        <Exchanged use={use} />
      ) : (
        <Text size="sm" c="dimmed">
          {outcome && say(outcome)}: {fields}
        </Text>
      )}
      <Group gap="xs" mt={6}>
        <Badge variant="light" color="gray" tt="none" fw={400}>
          {say(exchanged ? betweenAgencies : kinds[use.actorKind])}
        </Badge>
        <Text size="xs" c="dimmed">
          {use.basis}
        </Text>
      </Group>
    </>
  )
}

const betweenAgencies: Words = { vi: 'Cơ quan hỏi cơ quan', en: 'Agency asked agency' }

const exchangeOutcomes: Partial<Record<AccessView['outcome'], Words>> = {
  read: { vi: 'đã nhận', en: 'was given' },
  'not-matched': { vi: 'đã hỏi, không có dữ liệu:', en: 'asked, and there was nothing:' },
  refused: { vi: 'đã hỏi, không nhận được:', en: 'asked, and was not given:' },
}

type Catalogued = {
  code: string
  title: { vi: string; en: string }
  owner: { vi: string; en: string }
}

/** What one agency was told by another, under the name that the catalogue has for it. */
function Exchanged({ use }: { use: AccessView }) {
  const say = useSay()
  const path = '/api/data-coordination/v1/catalogue'
  const catalogue = useAnswer<{ items: Catalogued[] }>(path)
  const known = catalogue.data?.items.find(({ code }) => code === use.operation)
  const outcome = exchangeOutcomes[use.outcome] ?? exchangeOutcomes.read
  const named = use.fields.map((it) => it.replaceAll('\u00a0', ' ')).join(', ')
  return (
    <Text size="sm" c="dimmed">
      {outcome && say(outcome)} “{known ? say(known.title) : named}”
      {known && ` ${say({ vi: 'từ', en: 'by' })} ${say(known.owner)}`}
    </Text>
  )
}
