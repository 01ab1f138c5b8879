import { SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Words } from '#kernel/words'
import { useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { cardClass, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { LineageView } from '../contract-processing.ts'
import { stepNames, stepWords } from '../domain/run.ts'
import { api } from './addresses.ts'
import type { DatasetPart } from './dataset-part.ts'
import { LayeredGraph } from './layered-graph.tsx'

/** Where the data came from, as a picture whose boxes can be asked for their columns. */
export function DatasetLineage({ of: it }: DatasetPart) {
  const say = useSay()
  const [direction, setDirection] = useState<'up' | 'down'>('up')
  const layer = it.versions.length > 0 ? 'published' : 'landed'
  const shownLayer = direction === 'up' ? layer : 'landed'
  const lineage = useAnswer<LineageView>(
    `${api}/lineage?dataset=${it.code}&layer=${shownLayer}&direction=${direction}`,
  )
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={say({ vi: 'Chiều', en: 'Direction' })}
        value={direction}
        onChange={setDirection}
        data={[
          { value: 'up', label: say({ vi: 'Từ đâu đến', en: 'Where from' }) },
          { value: 'down', label: say({ vi: 'Đi đến đâu', en: 'Where to' }) },
        ]}
      />
      <Answered of={lineage}>
        {(found) =>
          found.edges.length === 0 ? <Nothing /> : <Picture key={direction} of={found} />
        }
      </Answered>
    </Stack>
  )
}

function Nothing() {
  return (
    <div className={cardClass}>
      <Empty
        icon="share"
        title={{ vi: 'Chưa có gì để vẽ', en: 'Nothing to draw yet' }}
        text={{
          vi: 'Mỗi lượt chạy ghi lại dữ liệu đi từ đâu đến đâu.',
          en: 'Each run notes from where to where data went.',
        }}
      />
    </div>
  )
}

const kindWords: Record<LineageView['places'][number]['kind'], Words> = {
  source: { vi: 'Nguồn', en: 'Source' },
  landed: { vi: 'Bản gốc đã nhận', en: 'As it was received' },
  mapped: { vi: 'Đã chuẩn hóa', en: 'Mapped' },
  published: { vi: 'Đã công bố', en: 'Published' },
}

function Picture({ of: { at, edges, places } }: { of: LineageView }) {
  const say = useSay()
  const wordsOf = (place: string): readonly [string, string] => {
    const found = places.find((it) => it.place === place)
    return found ? [say(found.title), say(kindWords[found.kind])] : [place, '']
  }
  const [chosen, setChosen] = useState(at)
  const into = edges.filter(({ to }) => to === chosen)
  return (
    <>
      <div className={cardClass}>
        <LayeredGraph
          edges={edges}
          chosen={chosen}
          onChoose={setChosen}
          label={say({ vi: 'Nguồn gốc dữ liệu', en: 'Lineage' })}
          show={wordsOf}
        />
      </div>
      {into.map((it) => (
        <Section
          key={it.from + it.job}
          title={wordsOf(it.to).join(' · ')}
          lead={`${jobWords(it.job, say)} · ${moment(it.at)}`}
        >
          {it.columns.length === 0 ? (
            <Text size="sm">{say({ vi: 'Sao nguyên trạng.', en: 'Copied as it is.' })}</Text>
          ) : (
            <ul style={{ margin: 0, paddingInlineStart: 20 }}>
              {it.columns.map((of) => (
                <li key={of.to}>
                  <b>{of.to}</b> ← {of.from.join(', ')}
                  {of.by && (
                    <Text span size="sm" c="dimmed">
                      {' '}
                      ({of.by})
                    </Text>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Section>
      ))}
    </>
  )
}

/** A job is "dataset.step". */
function jobWords(job: string, say: (words: Words) => string): string {
  const step = stepNames.find((it) => job.endsWith(`.${it}`))
  return step ? say(stepWords[step]) : job
}
