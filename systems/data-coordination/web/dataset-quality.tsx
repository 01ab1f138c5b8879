import { Badge, Group, Stack, Text } from '@mantine/core'
import { useAnswer } from '#portal/ask.ts'
import { count } from '#portal/format.ts'
import { cardClass, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import { api } from './addresses.ts'
import type { DatasetPart } from './dataset-part.ts'
import { percent } from './dataset-profile.tsx'
import classes from './exchange.module.css'
import { QualityBars } from './quality-bars.tsx'
import type { Rule } from './rule-draft.ts'
import { RuleForm } from './rule-form.tsx'
import { RuleList } from './rule-list.tsx'
import { severityWords } from './severity.ts'
import type { Quality, RuleResult } from './workshop-shapes.ts'

/** Which rules the data keeps, how that went from run to run, and new rules. */
export function DatasetQuality({ of: it, runs }: DatasetPart) {
  const checked = runs.find(({ steps }) =>
    steps.some((of) => of.step === 'check' && of.state === 'done'),
  )
  const quality = useAnswer<Quality>(`${api}/datasets/${it.code}/quality`)
  if (!it.pipeline || it.pipeline.definition.mapping.length === 0) return <MapFirst />
  return (
    <Stack gap="md">
      <Answered of={quality}>{({ runs: all }) => <QualityBars of={all} />}</Answered>
      {checked && <Results runId={checked.id} rules={it.pipeline.definition.rules} />}
      <RuleList code={it.code} pipeline={it.pipeline.definition} />
      <RuleForm key={it.pipeline.version} code={it.code} pipeline={it.pipeline.definition} />
    </Stack>
  )
}

function MapFirst() {
  return (
    <div className={cardClass}>
      <Empty
        icon="check"
        title={{ vi: 'Hãy ánh xạ trước', en: 'Map the data first' }}
        text={{
          vi: 'Quy tắc chất lượng áp dụng cho các cột đã ánh xạ vào từ điển chung.',
          en: 'Rules are about columns that are mapped to the common dictionary.',
        }}
      />
    </div>
  )
}

function Results({ runId, rules }: { runId: string; rules: readonly Rule[] }) {
  const say = useSay()
  const results = useAnswer<{ items: RuleResult[] }>(`${api}/runs/${runId}/results`)
  return (
    <Section title={say({ vi: 'Kết quả của lượt chạy gần nhất', en: 'Results of the last run' })}>
      <Answered of={results}>
        {({ items }) => (
          <div>
            {items.toSorted(worstFirst).map((it) => (
              <Result key={it.ruleId} of={it} rule={rules.find(({ id }) => id === it.ruleId)} />
            ))}
          </div>
        )}
      </Answered>
    </Section>
  )
}

const worstFirst = (left: RuleResult, right: RuleResult): number =>
  Number(left.passed) - Number(right.passed) || right.failed - left.failed

function Result({ of: it, rule }: { of: RuleResult; rule: Rule | undefined }) {
  const say = useSay()
  return (
    <div className={classes.row}>
      <div style={{ minWidth: 0 }}>
        <Text fw={500}>{rule ? say(rule.title) : it.ruleId.replace(/^term:/, '')}</Text>
        <Text size="sm" c="dimmed">
          {it.failed === 0
            ? say({
                vi: `${count(it.rows, 'vi')} dòng đều đạt`,
                en: `All ${count(it.rows, 'en')} rows keep it`,
              })
            : say({
                vi: `${count(it.failed, 'vi')} trên ${count(it.rows, 'vi')} dòng không đạt (${percent(it.failed / Math.max(it.rows, 1))})`,
                en: `${count(it.failed, 'en')} of ${count(it.rows, 'en')} rows do not (${percent(it.failed / Math.max(it.rows, 1))})`,
              })}
        </Text>
        {it.samples.length > 0 && (
          <Text size="sm" className={classes.code ?? ''}>
            {say({ vi: 'Ví dụ: ', en: 'Such as: ' })}
            {it.samples.slice(0, 5).join(', ')}
          </Text>
        )}
      </div>
      <Group gap="xs">
        <Badge variant="light" color="gray" tt="none" fw={400}>
          {say(severityWords[it.severity] ?? { vi: it.severity, en: it.severity })}
        </Badge>
        <Badge variant="light" color={it.passed ? 'jade' : 'lacquer'} tt="none">
          {it.passed ? say({ vi: 'đạt', en: 'kept' }) : say({ vi: 'không đạt', en: 'broken' })}
        </Badge>
      </Group>
    </div>
  )
}
