import { Badge, Group, NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { LongList } from '#portal/long-list.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { LinkView, MergeView } from '../contract-linking.ts'
import { api } from './addresses.ts'
import { toWorkshop } from './workshop-addresses.ts'
import { WorkshopLinks } from './workshop-links.tsx'
import type { DatasetItem } from './workshop-shapes.ts'

type Shelf = 'match' | 'grey' | 'none' | 'merges'

/** Whose the rows of a register are believed to be, and rows that were taken as one. */
export default function LinksPage() {
  const say = useSay()
  const datasets = useAnswer<{ items: DatasetItem[] }>(`${api}/datasets`)
  return (
    <Page
      title={say({ vi: 'Liên kết với dân cư', en: 'Links to people' })}
      lead={say({
        vi: 'Mỗi liên kết nói rõ vì sao, và hoàn tác được về đúng như trước.',
        en: 'Each link says why, and can be undone to exactly what was before.',
      })}
    >
      <WorkshopLinks />
      <Answered of={datasets}>
        {({ items }) => (items.length === 0 ? <NoDatasets /> : <Shelves datasets={items} />)}
      </Answered>
    </Page>
  )
}

function NoDatasets() {
  return (
    <div className={cardClass}>
      <Empty
        icon="share"
        title={{ vi: 'Chưa có bộ dữ liệu nào', en: 'No datasets yet' }}
        text={{
          vi: 'Kết nối một nguồn, bật đối chiếu với dân cư rồi chạy.',
          en: 'Connect a source, switch on linking to people, and run it.',
        }}
      />
    </div>
  )
}

function Shelves({ datasets }: { datasets: readonly DatasetItem[] }) {
  const say = useSay()
  const [dataset, setDataset] = useState(datasets[0]?.code ?? '')
  const [shelf, setShelf] = useState<Shelf>('match')
  return (
    <Stack gap="md">
      <NativeSelect
        label={say({ vi: 'Bộ dữ liệu', en: 'Dataset' })}
        value={dataset}
        onChange={(event) => setDataset(event.currentTarget.value)}
        data={datasets.map((it) => ({ value: it.code, label: say(it.title) }))}
      />
      <SegmentedControl
        fullWidth
        aria-label={say({ vi: 'Xem', en: 'Show' })}
        value={shelf}
        onChange={setShelf}
        data={[
          { value: 'match', label: say({ vi: 'Đã liên kết', en: 'Linked' }) },
          { value: 'grey', label: say({ vi: 'Nghi ngờ', en: 'In doubt' }) },
          { value: 'none', label: say({ vi: 'Không thấy', en: 'Nobody' }) },
          { value: 'merges', label: say({ vi: 'Đã gộp', en: 'Merged' }) },
        ]}
      />
      {shelf === 'merges' ? (
        <LongList<MergeView>
          path={`${api}/record-merges?dataset=${dataset}&limit=20`}
          cursor="after"
          keyOf={(it) => it.id}
          empty={<Nothing />}
        >
          {(it) => <MergeLine of={it} />}
        </LongList>
      ) : (
        <LongList<LinkView>
          path={`${api}/links?dataset=${dataset}&state=${shelf}&limit=20`}
          cursor="after"
          keyOf={(it) => it.id}
          empty={<Nothing />}
        >
          {(it) => <LinkLine of={it} />}
        </LongList>
      )}
    </Stack>
  )
}

function Nothing() {
  return (
    <div className={cardClass}>
      <Empty
        icon="share"
        title={{ vi: 'Không có gì ở đây', en: 'Nothing here' }}
        text={{
          vi: 'Lượt chạy có đối chiếu sẽ thêm vào.',
          en: 'Runs that link to people add to it.',
        }}
      />
    </div>
  )
}

export const decidedWords: Record<LinkView['decidedBy'], Words> = {
  linkage: { vi: 'máy đối chiếu', en: 'by the linkage' },
  steward: { vi: 'cán bộ quyết định', en: 'by a steward' },
}

function LinkLine({ of: it }: { of: LinkView }) {
  const say = useSay()
  return (
    <Link href={toWorkshop.link(it.id)} className={cardClass}>
      <Group justify="space-between" gap="xs">
        <Text fw={500}>
          {it.confidence === null
            ? say({ vi: 'Không so sánh', en: 'Not compared' })
            : say({
                vi: `Độ tin cậy ${(it.confidence * 100).toFixed(2)}%`,
                en: `Confidence ${(it.confidence * 100).toFixed(2)}%`,
              })}
        </Text>
        <Badge variant="light" color="gray" tt="none" fw={400}>
          {say(decidedWords[it.decidedBy])}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {moment(it.changedAt)}
      </Text>
    </Link>
  )
}

function MergeLine({ of: it }: { of: MergeView }) {
  const say = useSay()
  return (
    <Link href={toWorkshop.merge(it.id)} className={cardClass}>
      <Group justify="space-between" gap="xs">
        <Text fw={500}>{say({ vi: `${it.rows} dòng là một`, en: `${it.rows} rows are one` })}</Text>
        <Badge variant="light" color={it.state === 'merged' ? 'jade' : 'gray'} tt="none" fw={400}>
          {say(mergeStates[it.state])}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {moment(it.mergedAt)}
      </Text>
    </Link>
  )
}

export const mergeStates: Record<MergeView['state'], Words> = {
  merged: { vi: 'đã gộp', en: 'merged' },
  undone: { vi: 'đã tách lại', en: 'taken apart' },
  superseded: { vi: 'đã thay bằng lần gộp mới', en: 'replaced by a newer one' },
}
