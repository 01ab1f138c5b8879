import { Badge, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { RunView } from '../contract-processing.ts'
import { api } from './addresses.ts'
import { Rejects } from './rejects.tsx'
import { isUnderWay, runColors } from './run-words.ts'
import { toWorkshop } from './workshop-addresses.ts'

/** One run: its steps with rows and time, what went wrong, and what was turned away. */
export default function RunPage() {
  const say = useSay()
  const { id = '' } = useParams()
  const run = useAnswer<RunView>(`${api}/runs/${id}`, { everyMs: 2_000 })
  return (
    <Page
      title={say({ vi: 'Lượt chạy', en: 'A run' })}
      {...(run.data && {
        back: {
          to: toWorkshop.dataset(run.data.dataset, 'runs'),
          words: { vi: run.data.dataset, en: run.data.dataset },
        },
      })}
      aside={run.data && <Acts of={run.data} />}
    >
      <Answered of={run}>
        {(it) => (
          <Stack gap="md">
            <Section
              title={moment(it.askedAt)}
              aside={
                <Badge variant="light" color={runColors[it.state] ?? 'gray'} tt="none">
                  {say(it.words)}
                </Badge>
              }
            >
              <Facts
                of={[
                  [say({ vi: 'Người yêu cầu', en: 'Asked by' }), it.askedBy],
                  [say({ vi: 'Mục đích', en: 'Purpose' }), it.purpose],
                  [say({ vi: 'Cơ sở pháp lý', en: 'Legal basis' }), it.basis],
                  [say({ vi: 'Bản quy trình', en: 'Pipeline version' }), it.pipelineVersion],
                  [say({ vi: 'Số lần thử', en: 'Tries' }), it.tries],
                ]}
              />
              {it.error && (
                <Text c="lacquer" role="alert">
                  {say(it.error.detail)}
                </Text>
              )}
            </Section>
            <Steps of={it} />
            {it.steps.some(({ step }) => step === 'map') && <Rejects runId={it.id} />}
          </Stack>
        )}
      </Answered>
    </Page>
  )
}

function Acts({ of: it }: { of: RunView }) {
  const say = useSay()
  const act = useAct<'cancel' | 'retry'>(
    (what) => ask('POST', `${api}/runs/${it.id}/${what}`),
    [`${api}/runs`, `${api}/datasets`],
  )
  const mayRetry = /failed|blocked|cancelled/.test(it.state)
  return (
    <Stack gap={4} align="flex-end">
      {isUnderWay(it.state) && (
        <Button variant="default" loading={act.isPending} onClick={() => act.mutate('cancel')}>
          {say({ vi: 'Hủy', en: 'Cancel' })}
        </Button>
      )}
      {mayRetry && (
        <Button
          leftSection={<Icon name="play" size={18} />}
          loading={act.isPending}
          onClick={() => act.mutate('retry')}
        >
          {say({ vi: 'Thử lại', en: 'Try again' })}
        </Button>
      )}
      {act.error && <Failed error={act.error} />}
    </Stack>
  )
}

function Steps({ of: it }: { of: RunView }) {
  const say = useSay()
  const longest = Math.max(...it.steps.map(({ ms }) => ms ?? 0), 1)
  return (
    <Section title={say({ vi: 'Các bước', en: 'Steps' })}>
      <Stack gap="sm">
        {it.steps.map((of) => (
          <div key={of.step}>
            <Group justify="space-between" gap="xs">
              <Text fw={500}>{say(of.title)}</Text>
              <Text size="sm" c="dimmed">
                {of.rows !== null &&
                  `${count(of.rows, say.language)} ${say({ vi: 'dòng', en: 'rows' })} · `}
                {of.ms === null
                  ? say({ vi: 'đang chạy', en: 'under way' })
                  : `${(of.ms / 1000).toFixed(1)} s`}
              </Text>
            </Group>
            <Progress
              value={of.ms === null ? 100 : (of.ms / longest) * 100}
              animated={of.state === 'running'}
              color={of.state === 'failed' ? 'lacquer' : 'jade'}
              aria-hidden="true"
            />
          </div>
        ))}
      </Stack>
    </Section>
  )
}
