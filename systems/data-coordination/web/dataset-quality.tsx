import { Badge, Button, Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { count } from '#portal/format.ts'
import { cardClass, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { PipelineAsk } from '../contract-pipeline.ts'
import { api } from './addresses.ts'
import type { DatasetPart } from './dataset-part.ts'
import { percent } from './dataset-profile.tsx'
import classes from './exchange.module.css'
import { QualityBars } from './quality-bars.tsx'
import type { Quality, RuleResult } from './workshop-shapes.ts'

type Rule = PipelineAsk['rules'][number]

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
      <NewRule code={it.code} pipeline={it.pipeline.definition} />
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

const severityWords: Readonly<Record<string, Words>> = {
  note: { vi: 'ghi nhận', en: 'note' },
  warning: { vi: 'cảnh báo', en: 'warning' },
  blocking: { vi: 'chặn công bố', en: 'blocks publication' },
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

const templates = {
  filled: { vi: 'phải có giá trị', en: 'must be filled' },
  unique: { vi: 'không được trùng', en: 'must be unique' },
} satisfies Record<string, Words>

type Template = keyof typeof templates

function NewRule({ code, pipeline }: { code: string; pipeline: PipelineAsk }) {
  const say = useSay()
  const columns = pipeline.mapping.map(({ to }) => to)
  const [template, setTemplate] = useState<Template>('filled')
  const [column, setColumn] = useState(columns[0] ?? '')
  const [severity, setSeverity] = useState<Rule['severity']>('warning')
  const [tolerance, setTolerance] = useState(0)
  const id = `${template}.${column}`
  const exists = pipeline.rules.some((it) => it.id === id)
  const add = useAct<void>(() => {
    const words = {
      vi: `${column} ${templates[template].vi}`,
      en: `${column} ${templates[template].en}`,
    }
    const check: Rule['check'] =
      template === 'filled' ? { kind: 'filled', column } : { kind: 'unique', columns: [column] }
    const rule: Rule = { id, title: words, severity, tolerance: tolerance / 100, check }
    const next = { ...pipeline, rules: [...pipeline.rules, rule] }
    return ask('PUT', `${api}/datasets/${code}/pipeline`, next)
  }, [`${api}/datasets`])
  return (
    <Section
      title={say({ vi: 'Thêm quy tắc', en: 'Add a rule' })}
      lead={say({
        vi: `Đang có ${pipeline.rules.length} quy tắc, cùng các quy tắc mà từ điển chung tự kèm theo.`,
        en: `There are ${pipeline.rules.length} rules, beside those that the common dictionary brings along.`,
      })}
    >
      <Stack>
        <Group grow align="flex-end">
          <NativeSelect
            label={say({ vi: 'Cột', en: 'Column' })}
            value={column}
            onChange={(event) => setColumn(event.currentTarget.value)}
            data={columns}
          />
          <NativeSelect
            label={say({ vi: 'Điều kiện', en: 'Condition' })}
            value={template}
            onChange={(event) => setTemplate(event.currentTarget.value as Template)}
            data={Object.entries(templates).map(([value, words]) => ({ value, label: say(words) }))}
          />
        </Group>
        <Group grow align="flex-end">
          <NativeSelect
            label={say({ vi: 'Khi không đạt', en: 'When broken' })}
            value={severity}
            onChange={(event) => setSeverity(event.currentTarget.value as Rule['severity'])}
            data={Object.entries(severityWords).map(([value, words]) => ({
              value,
              label: say(words),
            }))}
          />
          <NumberInput
            label={say({ vi: 'Cho phép sai (%)', en: 'Tolerated (%)' })}
            min={0}
            max={100}
            value={tolerance}
            onChange={(value) => setTolerance(Number(value) || 0)}
          />
        </Group>
        {add.error && <Failed error={add.error} />}
        <Group>
          <Button disabled={exists} loading={add.isPending} onClick={() => add.mutate()}>
            {say({ vi: 'Thêm', en: 'Add' })}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {exists
              ? say({ vi: 'Quy tắc này đã có.', en: 'This rule is there already.' })
              : say({ vi: 'Có hiệu lực từ lượt chạy sau.', en: 'It counts from the next run on.' })}
          </Text>
        </Group>
      </Stack>
    </Section>
  )
}
