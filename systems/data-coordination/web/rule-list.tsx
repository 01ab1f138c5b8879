import { ActionIcon, Badge, Group, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { PipelineAsk } from '../contract-pipeline.ts'
import { api } from './addresses.ts'
import classes from './exchange.module.css'
import { severityWords } from './severity.ts'

/** The rules of the dataset's own, which count from the next run on. */
export function RuleList({ code, pipeline }: { code: string; pipeline: PipelineAsk }) {
  const say = useSay()
  const remove = useAct<string>(
    (id) =>
      ask('PUT', `${api}/datasets/${code}/pipeline`, {
        ...pipeline,
        rules: pipeline.rules.filter((it) => it.id !== id),
      }),
    [`${api}/datasets`],
  )
  if (pipeline.rules.length === 0) return null
  return (
    <Section title={say({ vi: 'Quy tắc của bộ dữ liệu này', en: 'Rules of this dataset' })}>
      {remove.error && <Failed error={remove.error} />}
      {pipeline.rules.map((it) => (
        <div key={it.id} className={classes.row}>
          <Text style={{ minWidth: 0, overflowWrap: 'anywhere' }}>{say(it.title)}</Text>
          <Group gap="xs" wrap="nowrap">
            <Badge
              variant="light"
              color={it.severity === 'blocking' ? 'lacquer' : 'gray'}
              tt="none"
              fw={400}
            >
              {say(severityWords[it.severity] ?? { vi: it.severity, en: it.severity })}
            </Badge>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              loading={remove.isPending && remove.variables === it.id}
              aria-label={say({ vi: `Bỏ: ${it.title.vi}`, en: `Remove: ${it.title.en}` })}
              onClick={() => remove.mutate(it.id)}
            >
              <Icon name="close" />
            </ActionIcon>
          </Group>
        </div>
      ))}
    </Section>
  )
}
