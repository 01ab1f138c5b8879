import { SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { cardClass, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import { api } from './addresses.ts'
import type { DatasetPart } from './dataset-part.ts'
import { LayeredGraph } from './layered-graph.tsx'

type Edge = {
  from: string
  to: string
  job: string
  at: string
  columns: readonly { to: string; from: readonly string[]; by: string }[]
}
type Lineage = { at: string; edges: readonly Edge[] }

/** Where the data came from, as a picture whose boxes can be asked for their columns. */
export function DatasetLineage({ of: it }: DatasetPart) {
  const say = useSay()
  const [direction, setDirection] = useState<'up' | 'down'>('up')
  const layer = it.versions.length > 0 ? 'published' : 'landed'
  const shownLayer = direction === 'up' ? layer : 'landed'
  const lineage = useAnswer<Lineage>(
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
        {({ at, edges }) =>
          edges.length === 0 ? <Nothing /> : <Picture key={direction} at={at} edges={edges} />
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

function Picture({ at, edges }: Lineage) {
  const say = useSay()
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
          show={(it) => placeWords(it)}
        />
      </div>
      {into.map((it) => (
        <Section
          key={it.from + it.job}
          title={placeWords(it.to)[0]}
          lead={`${it.job} · ${moment(it.at)}`}
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

/** A place is "namespace name": the name's last part, over where that is. */
function placeWords(place: string): readonly [string, string] {
  const [namespace = '', ...name] = place.split(' ')
  const full = name.join(' ')
  return [full.split('/').at(-1) || full || namespace, `${namespace} ${full}`]
}
