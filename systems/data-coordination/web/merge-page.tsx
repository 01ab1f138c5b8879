import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { MergeView } from '../contract-linking.ts'
import { api } from './addresses.ts'
import { mergeStates } from './links-page.tsx'
import classes from './workshop.module.css'
import { toWorkshop } from './workshop-addresses.ts'

type Cells = Readonly<Record<string, string | null>>
type Merge = {
  merge: MergeView
  rows: readonly { key: string; columns: Cells }[]
  golden: Cells
  provenance: Cells
  changes: readonly { at: string; kind: 'undone' | 'restored'; byName: string; reason: string }[]
}

/** Rows that were taken as one: what each says, what was believed of which, and the way back. */
export default function MergePage() {
  const say = useSay()
  const { id = '' } = useParams()
  const merge = useAnswer<Merge>(`${api}/record-merges/${id}`)
  return (
    <Page
      title={say({ vi: 'Các dòng được gộp', en: 'Rows taken as one' })}
      back={{ to: toWorkshop.links, words: { vi: 'Liên kết với dân cư', en: 'Links to people' } }}
    >
      <Answered of={merge}>
        {(it) => (
          <Stack gap="md">
            <Rows of={it} />
            <Way of={it} />
          </Stack>
        )}
      </Answered>
    </Page>
  )
}

function Rows({ of: it }: { of: Merge }) {
  const say = useSay()
  return (
    <Section
      title={say(mergeStates[it.merge.state])}
      lead={say({
        vi: 'Ô tô màu là giá trị được giữ lại.',
        en: 'Coloured cells are those that were believed.',
      })}
    >
      <section
        className={classes.scroll}
        aria-label={say({ vi: 'Các dòng', en: 'Rows' })}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a keyboard scrolls it
        tabIndex={0}
      >
        <table className={classes.preview}>
          <thead>
            <tr>
              <th scope="col">{say({ vi: 'Cột', en: 'Column' })}</th>
              {it.rows.map(({ key }) => (
                <th scope="col" key={key}>
                  {key}
                </th>
              ))}
              <th scope="col">{say({ vi: 'Giữ lại', en: 'Believed' })}</th>
            </tr>
          </thead>
          <tbody>
            {Object.keys(it.golden).map((column) => (
              <tr key={column}>
                <th scope="row">{column}</th>
                {it.rows.map(({ key, columns }) => (
                  <td
                    key={key}
                    className={it.provenance[column] === key ? classes.kept : undefined}
                  >
                    {columns[column] ?? '—'}
                  </td>
                ))}
                <td>{it.golden[column] ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  )
}

function Way({ of: it }: { of: Merge }) {
  const say = useSay()
  const [reason, setReason] = useState('')
  const next = it.merge.state === 'merged' ? 'undone' : 'merged'
  const change = useAct<void>(
    () =>
      ask('POST', `${api}/record-merges/${it.merge.id}/state`, {
        state: next,
        reason: reason.trim(),
      }),
    [`${api}/record-merges`],
  )
  if (it.merge.state === 'superseded') return null
  return (
    <Section title={say({ vi: 'Lịch sử', en: 'History' })}>
      <Stack>
        {it.changes.map((of) => (
          <Text size="sm" key={of.at}>
            {moment(of.at)} · {of.byName}: {of.reason}
          </Text>
        ))}
        <TextInput
          label={say({ vi: 'Lý do', en: 'Reason' })}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {change.error && <Failed error={change.error} />}
        <Group>
          <Button
            disabled={reason.trim().length < 3}
            loading={change.isPending}
            onClick={() => change.mutate()}
          >
            {next === 'undone'
              ? say({ vi: 'Tách lại như trước', en: 'Take them apart again' })
              : say({ vi: 'Gộp lại', en: 'Merge again' })}
          </Button>
          {reason.trim().length < 3 && (
            <Text size="sm" c="dimmed">
              {say({ vi: 'Nêu lý do trước.', en: 'Say why first.' })}
            </Text>
          )}
        </Group>
      </Stack>
    </Section>
  )
}
