import { Badge, Button, Group, Stack } from '@mantine/core'
import { Link, useParams } from 'wouter'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import { Strip } from '#portal/strip.tsx'
import type { DatasetView } from '../contract-pipeline.ts'
import type { RunView } from '../contract-processing.ts'
import { api } from './addresses.ts'
import { DatasetLineage } from './dataset-lineage.tsx'
import { DatasetMapping } from './dataset-mapping.tsx'
import type { DatasetPart } from './dataset-part.ts'
import { DatasetProfile } from './dataset-profile.tsx'
import { DatasetPublication } from './dataset-publication.tsx'
import { DatasetQuality } from './dataset-quality.tsx'
import { DatasetRuns } from './dataset-runs.tsx'
import { isUnderWay, runColors } from './run-words.ts'
import { toWorkshop } from './workshop-addresses.ts'

const parts: Readonly<
  Record<string, { words: Words; Shown: (it: DatasetPart) => React.ReactNode }>
> = {
  profile: { words: { vi: 'Toàn cảnh', en: 'Profile' }, Shown: DatasetProfile },
  mapping: { words: { vi: 'Ánh xạ', en: 'Mapping' }, Shown: DatasetMapping },
  quality: { words: { vi: 'Chất lượng', en: 'Quality' }, Shown: DatasetQuality },
  runs: { words: { vi: 'Lượt chạy', en: 'Runs' }, Shown: DatasetRuns },
  lineage: { words: { vi: 'Nguồn gốc', en: 'Lineage' }, Shown: DatasetLineage },
  publication: { words: { vi: 'Công bố', en: 'Publish' }, Shown: DatasetPublication },
}

/** One dataset from its source to its readers. */
export default function DatasetPage() {
  const say = useSay()
  const { code = '', part = 'profile' } = useParams()
  const dataset = useAnswer<DatasetView>(`${api}/datasets/${code}`, { everyMs: 5_000 })
  const runs = useAnswer<{ items: RunView[] }>(`${api}/datasets/${code}/runs`, { everyMs: 2_000 })
  const title = dataset.data ? say(dataset.data.title) : code
  return (
    <Page
      title={title}
      back={{ to: toWorkshop.start, words: { vi: 'Xưởng xử lý dữ liệu', en: 'Data workshop' } }}
      aside={dataset.data && <RunNow of={dataset.data} />}
    >
      <Strip
        of={Object.entries(parts).map(([name, { words }]) => [
          toWorkshop.dataset(code, name),
          undefined,
          words,
        ])}
        here={toWorkshop.dataset(code, part)}
        label={{ vi: 'Các phần', en: 'Parts' }}
      />
      <Answered of={dataset}>
        {(it) => (
          <Answered of={runs}>
            {({ items }) => {
              const Shown = (parts[part] ?? parts['profile'])?.Shown
              return (
                <Stack gap="md">
                  <LastRun of={items[0]} />
                  {Shown && <Shown of={it} runs={items} />}
                </Stack>
              )
            }}
          </Answered>
        )}
      </Answered>
    </Page>
  )
}

function RunNow({ of: it }: { of: DatasetView }) {
  const say = useSay()
  const mapped = (it.pipeline?.definition.mapping.length ?? 0) > 0
  const run = useAct<void>(
    () =>
      ask('POST', `${api}/datasets/${it.code}/runs`, {
        kind: 'full',
        ...(!mapped && { until: 'profile' }),
      }),
    [`${api}/datasets`],
  )
  return (
    <Stack gap={4} align="flex-end">
      <Button
        leftSection={<Icon name="play" size={18} />}
        loading={run.isPending}
        onClick={() => run.mutate()}
      >
        {mapped
          ? say({ vi: 'Chạy tới khi công bố', en: 'Run and publish' })
          : say({ vi: 'Xem lại dữ liệu', en: 'Look again' })}
      </Button>
      {run.error && <Failed error={run.error} />}
    </Stack>
  )
}

/** How the newest run stands, on whatever part of the page. */
function LastRun({ of: it }: { of: RunView | undefined }) {
  const say = useSay()
  if (!it) return null
  const current = it.steps.at(-1)
  return (
    <Group gap="xs" role="status">
      <Badge variant="light" color={runColors[it.state] ?? 'gray'} tt="none">
        {say(it.words)}
      </Badge>
      <Link href={toWorkshop.run(it.id)} style={{ color: 'var(--link)' }}>
        {isUnderWay(it.state) && current
          ? say(current.title)
          : say({ vi: 'Lượt chạy gần nhất', en: 'The last run' })}
      </Link>
      {it.error && <span>{say(it.error.detail)}</span>}
    </Group>
  )
}
