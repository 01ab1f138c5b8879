import { Button, Group, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { PipelineAsk } from '../contract-pipeline.ts'
import { api } from './addresses.ts'
import {
  lackOf,
  newDraft,
  patterns,
  type RuleDraft,
  ruleOf,
  type Template,
  templates,
} from './rule-draft.ts'
import { severityWords } from './severity.ts'

type Change = (part: Partial<RuleDraft>) => void

/** One more rule, made by choosing. */
export function RuleForm({ code, pipeline }: { code: string; pipeline: PipelineAsk }) {
  const say = useSay()
  const columns = pipeline.mapping.map(({ to }) => to)
  const [draft, setDraft] = useState(() => newDraft(columns[0] ?? ''))
  const change: Change = (part) => setDraft({ ...draft, ...part })
  const lack = lackOf(draft, pipeline.rules)
  const add = useAct<void>(
    () =>
      ask('PUT', `${api}/datasets/${code}/pipeline`, {
        ...pipeline,
        rules: [...pipeline.rules, ruleOf(draft)],
      }),
    [`${api}/datasets`],
  )
  return (
    <Section
      title={say({ vi: 'Thêm quy tắc', en: 'Add a rule' })}
      lead={say({
        vi: 'Từ điển chung đã tự kèm quy tắc về dạng và danh mục mã của từng khái niệm.',
        en: 'The common dictionary brings rules about forms and code lists along by itself.',
      })}
    >
      <Stack>
        <Group grow align="flex-end" preventGrowOverflow={false}>
          <NativeSelect
            label={say({ vi: 'Cột', en: 'Column' })}
            value={draft.column}
            onChange={(event) => change({ column: event.currentTarget.value })}
            data={columns}
          />
          <NativeSelect
            label={say({ vi: 'Điều kiện', en: 'Condition' })}
            value={draft.template}
            onChange={(event) => change({ template: event.currentTarget.value as Template })}
            data={Object.entries(templates).map(([value, words]) => ({ value, label: say(words) }))}
          />
        </Group>
        <Particulars of={draft} columns={columns} onChange={change} />
        <Group grow align="flex-end" preventGrowOverflow={false}>
          <NativeSelect
            label={say({ vi: 'Khi không đạt', en: 'When broken' })}
            value={draft.severity}
            onChange={(event) =>
              change({ severity: event.currentTarget.value as RuleDraft['severity'] })
            }
            data={Object.entries(severityWords).map(([value, words]) => ({
              value,
              label: say(words),
            }))}
          />
          <NumberInput
            label={say({ vi: 'Cho phép sai (%)', en: 'Tolerated (%)' })}
            min={0}
            max={100}
            value={draft.tolerance}
            onChange={(value) => change({ tolerance: Number(value) || 0 })}
          />
        </Group>
        {add.error && <Failed error={add.error} />}
        <Group>
          <Button disabled={!!lack} loading={add.isPending} onClick={() => add.mutate()}>
            {say({ vi: 'Thêm', en: 'Add' })}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {say(
              lack ?? {
                vi: 'Có hiệu lực từ lượt chạy sau.',
                en: 'It counts from the next run on.',
              },
            )}
          </Text>
        </Group>
      </Stack>
    </Section>
  )
}

type Part = { of: RuleDraft; columns: readonly string[]; onChange: Change }

/** What a condition needs to know beside its column. */
function Particulars({ of: it, columns, onChange }: Part) {
  const say = useSay()
  if (it.template === 'pattern') return <PatternFields of={it} onChange={onChange} />
  if (it.template === 'in-list') return <ListField of={it} onChange={onChange} />
  if (it.template === 'order') {
    return (
      <NativeSelect
        label={say({ vi: 'Không được sau cột', en: 'Must not be after the column' })}
        value={it.second}
        onChange={(event) => onChange({ second: event.currentTarget.value })}
        data={['', ...columns.filter((name) => name !== it.column)]}
      />
    )
  }
  if (it.template !== 'range') return null
  return (
    <Group grow preventGrowOverflow={false}>
      <TextInput
        label={say({ vi: 'Từ (số hoặc ngày năm-tháng-ngày)', en: 'From (number or date)' })}
        placeholder="1900-01-01"
        maxLength={40}
        value={it.min}
        onChange={(event) => onChange({ min: event.currentTarget.value })}
      />
      <TextInput
        label={say({ vi: 'Đến', en: 'To' })}
        maxLength={40}
        value={it.max}
        onChange={(event) => onChange({ max: event.currentTarget.value })}
      />
    </Group>
  )
}

function PatternFields({ of: it, onChange }: Omit<Part, 'columns'>) {
  const say = useSay()
  const ready = patterns.some(({ form }) => form === it.pattern)
  return (
    <Group grow align="flex-end" preventGrowOverflow={false}>
      <NativeSelect
        label={say({ vi: 'Mẫu', en: 'Form' })}
        value={ready ? it.pattern : ''}
        onChange={(event) => onChange({ pattern: event.currentTarget.value })}
        data={[
          ...patterns.map(({ form, words }) => ({ value: form, label: say(words) })),
          { value: '', label: say({ vi: 'mẫu khác', en: 'another form' }) },
        ]}
      />
      <TextInput
        label={say({ vi: 'Biểu thức chính quy', en: 'Regular expression' })}
        maxLength={300}
        value={it.pattern}
        onChange={(event) => onChange({ pattern: event.currentTarget.value })}
      />
    </Group>
  )
}

type Lists = { items: readonly { code: string; title: Words }[] }

function ListField({ of: it, onChange }: Omit<Part, 'columns'>) {
  const say = useSay()
  const lists = useAnswer<Lists>(`${api}/code-lists`)
  const items = lists.data?.items ?? []
  return (
    <NativeSelect
      label={say({ vi: 'Danh mục mã', en: 'Code list' })}
      value={it.list}
      onChange={(event) => onChange({ list: event.currentTarget.value })}
      data={[
        { value: '', label: '' },
        ...items.map(({ code, title }) => ({ value: code, label: say(title) })),
      ]}
    />
  )
}
