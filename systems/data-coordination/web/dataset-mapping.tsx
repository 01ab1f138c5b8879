import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { PipelineAsk } from '../contract-pipeline.ts'
import type { ProfileView } from '../contract-processing.ts'
import { api } from './addresses.ts'
import { cleaningOf, cleanings, stepsOf } from './cleaning.ts'
import { columnFrom } from './dataset-code.ts'
import type { DatasetPart } from './dataset-part.ts'
import { NotYet, profiledRun } from './dataset-profile.tsx'
import { MappingPreview, type Preview } from './mapping-preview.tsx'
import { isUnderWay } from './run-words.ts'
import type { TermItem } from './workshop-shapes.ts'

/** One column of the source and what becomes of it. */
type Line = {
  readonly from: string
  readonly to: string
  readonly term: string
  readonly cleaning: string
  readonly taken: boolean
  readonly key: boolean
}

/** Which column is which term of the common dictionary, and how its values are cleaned. */
export function DatasetMapping({ of: it, runs }: DatasetPart) {
  const run = profiledRun(runs)
  const profile = useAnswer<ProfileView>(`${api}/runs/${run?.id}/profile`, { enabled: !!run })
  const terms = useAnswer<{ items: TermItem[] }>(`${api}/terms`)
  if (!run || !it.pipeline) return <NotYet waiting={runs.some((of) => isUnderWay(of.state))} />
  const { definition } = it.pipeline
  return (
    <Answered of={profile}>
      {({ columns }) => (
        <Answered of={terms}>
          {({ items }) => (
            <Editor
              key={it.code}
              code={it.code}
              definition={definition}
              lines={linesOf(columns, definition, items)}
              terms={items}
            />
          )}
        </Answered>
      )}
    </Answered>
  )
}

function linesOf(
  columns: ProfileView['columns'],
  { mapping, key }: PipelineAsk,
  terms: readonly TermItem[],
): Line[] {
  return columns.map(({ name, guess }) => {
    const mapped = mapping.find(({ from }) => from.includes(name))
    const term = mapped ? (mapped.term ?? '') : (guess ?? '')
    const to = mapped?.to ?? columnFrom(name)
    return {
      from: name,
      to,
      term,
      cleaning: mapped
        ? cleaningOf(mapped.steps)
        : suggestedFor(terms.find(({ code }) => code === term)),
      taken: mapping.length === 0 || mapped !== undefined,
      key: key.includes(to),
    }
  })
}

function suggestedFor(term: TermItem | undefined): string {
  if (!term) return 'none'
  if (term.codeList) return 'translate'
  if (term.type === 'date') return 'date'
  if (term.type === 'integer' || term.type === 'decimal') return 'number'
  if (term.code === 'person.number') return 'digits'
  return term.code === 'person.full-name' ? 'title' : 'none'
}

function Editor(props: {
  code: string
  definition: PipelineAsk
  lines: readonly Line[]
  terms: readonly TermItem[]
}) {
  const say = useSay()
  const { code, definition, terms } = props
  const [lines, setLines] = useState(props.lines)
  const [link, setLink] = useState(definition.link)
  const next = pipelineOf(definition, lines, terms, link)
  const preview = useAct<void, Preview>(() =>
    ask('POST', `${api}/datasets/${code}/preview`, {
      pipeline: { mapping: next.mapping, key: next.key },
    }),
  )
  const save = useAct<void>(
    () => ask('PUT', `${api}/datasets/${code}/pipeline`, next),
    [`${api}/datasets`],
  )
  const change = (at: number, part: Partial<Line>): void => {
    setLines(lines.map((it, place) => (place === at ? { ...it, ...part } : it)))
  }
  const twice = next.mapping.some((it, at) => next.mapping.findIndex(({ to }) => to === it.to) < at)
  const options = [
    { value: '', label: say({ vi: '(không thuộc từ điển)', en: '(not in the dictionary)' }) },
    ...terms.map((it) => ({ value: it.code, label: say(it.title) })),
  ]
  return (
    <Stack gap="md">
      <Section
        title={say({ vi: 'Cột nguồn và từ điển chung', en: 'Columns and the common dictionary' })}
        lead={say({
          vi: 'Máy gợi ý theo nội dung từng cột. Xem thử trước khi lưu.',
          en: 'Suggestions come from what is in each column. Preview before you save.',
        })}
      >
        <Stack gap="md">
          {lines.map((it, at) => (
            <MappingLine
              key={it.from}
              of={it}
              options={options}
              onChange={(part) => change(at, part)}
            />
          ))}
          <Checkbox
            checked={link}
            onChange={(event) => setLink(event.currentTarget.checked)}
            label={say({
              vi: 'Đối chiếu từng dòng với cơ sở dữ liệu dân cư',
              en: 'Link each row to the population register',
            })}
          />
        </Stack>
      </Section>
      {(save.error ?? preview.error) && <Failed error={save.error ?? preview.error} />}
      <Group>
        <Button
          variant="default"
          disabled={twice}
          loading={preview.isPending}
          onClick={() => preview.mutate()}
        >
          {say({ vi: 'Xem thử 50 dòng', en: 'Preview 50 rows' })}
        </Button>
        <Button disabled={twice} loading={save.isPending} onClick={() => save.mutate()}>
          {say({ vi: 'Lưu ánh xạ', en: 'Save the mapping' })}
        </Button>
        <Text size="sm" role="status" {...(twice && { c: 'lacquer' })}>
          {twice &&
            say({ vi: 'Hai cột có cùng tên mới.', en: 'Two columns have the same new name.' })}
          {save.isSuccess && say({ vi: 'Đã lưu.', en: 'Saved.' })}
        </Text>
      </Group>
      {preview.data && <MappingPreview of={preview.data} mapping={next.mapping} />}
    </Stack>
  )
}

function pipelineOf(
  definition: PipelineAsk,
  lines: readonly Line[],
  terms: readonly TermItem[],
  link: boolean,
): PipelineAsk {
  const taken = lines.filter((it) => it.taken)
  return {
    ...definition,
    link,
    key: taken.filter(({ key }) => key).map(({ to }) => to),
    mapping: taken.map((it) => ({
      to: it.to,
      term: it.term || null,
      from: [it.from],
      steps: stepsOf(it.cleaning, terms.find(({ code }) => code === it.term)?.codeList ?? null),
      onBad: 'cell',
    })),
  }
}

function MappingLine(props: {
  of: Line
  options: { value: string; label: string }[]
  onChange: (part: Partial<Line>) => void
}) {
  const say = useSay()
  const { of: it, options, onChange } = props
  const label = (words: Words): string => `${say(words)}: ${it.from}`
  return (
    <div>
      <Group gap="sm" mb={6}>
        <Checkbox
          checked={it.taken}
          onChange={(event) => onChange({ taken: event.currentTarget.checked })}
          label={<b>{it.from}</b>}
        />
        {it.taken && (
          <Checkbox
            checked={it.key}
            onChange={(event) => onChange({ key: event.currentTarget.checked })}
            label={say({ vi: 'thuộc khóa', en: 'part of the key' })}
          />
        )}
      </Group>
      {it.taken && (
        <Group grow gap="sm" preventGrowOverflow={false} wrap="wrap">
          <NativeSelect
            aria-label={label({ vi: 'Từ điển chung', en: 'Term' })}
            style={{ minWidth: 180 }}
            value={it.term}
            onChange={(event) => onChange({ term: event.currentTarget.value })}
            data={options}
          />
          <NativeSelect
            aria-label={label({ vi: 'Làm sạch', en: 'Cleaning' })}
            style={{ minWidth: 180 }}
            value={it.cleaning}
            onChange={(event) => onChange({ cleaning: event.currentTarget.value })}
            data={Object.entries(cleanings).map(([value, words]) => ({ value, label: say(words) }))}
          />
          <TextInput
            aria-label={label({ vi: 'Tên mới', en: 'New name' })}
            style={{ minWidth: 140 }}
            maxLength={50}
            value={it.to}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
        </Group>
      )}
    </div>
  )
}
