import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useParams } from 'wouter'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts, Page, Section } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { LinkHistory } from '../contract-linking.ts'
import { api } from './addresses.ts'
import { decidedWords } from './links-page.tsx'
import { Weights } from './weights.tsx'
import { toWorkshop } from './workshop-addresses.ts'

type Change = LinkHistory['changes'][number]

const kinds: Record<Change['kind'], Words> = {
  compared: { vi: 'Máy đối chiếu', en: 'Compared by machine' },
  reviewed: { vi: 'Cán bộ rà soát', en: 'Reviewed by a steward' },
  unlinked: { vi: 'Gỡ liên kết', en: 'Unlinked' },
  undone: { vi: 'Hoàn tác', en: 'Undone' },
}

const states: Record<LinkHistory['link']['state'], Words> = {
  match: { vi: 'đã liên kết', en: 'linked' },
  grey: { vi: 'còn nghi ngờ', en: 'in doubt' },
  none: { vi: 'không là ai trong sổ', en: 'nobody of the register' },
}

/** Why a row is believed to be somebody's, what became of that belief, and how to take it back. */
export default function LinkPage() {
  const say = useSay()
  const { id = '' } = useParams()
  const history = useAnswer<LinkHistory>(`${api}/links/${id}`)
  return (
    <Page
      title={say({ vi: 'Một liên kết', en: 'A link' })}
      back={{ to: toWorkshop.links, words: { vi: 'Liên kết với dân cư', en: 'Links to people' } }}
      narrow
    >
      <Answered of={history}>
        {(it) => (
          <Stack gap="md">
            <Section title={say(states[it.link.state])}>
              <Facts
                of={[
                  [say({ vi: 'Bộ dữ liệu', en: 'Dataset' }), it.link.dataset],
                  [say({ vi: 'Do', en: 'Decided' }), say(decidedWords[it.link.decidedBy])],
                  ...(it.link.personId
                    ? [
                        [
                          say({ vi: 'Người', en: 'Person' }),
                          <a key="person" href={paths.person(it.link.personId)}>
                            {say({ vi: 'Xem hồ sơ dân cư', en: 'See the register' })}
                          </a>,
                        ] as const,
                      ]
                    : []),
                ]}
              />
            </Section>
            {it.steps.length > 0 && (
              <Section title={say({ vi: 'Căn cứ', en: 'Grounds' })}>
                <Weights of={it.steps} />
              </Section>
            )}
            <Changes of={it} />
          </Stack>
        )}
      </Answered>
    </Page>
  )
}

function Changes({ of: it }: { of: LinkHistory }) {
  const say = useSay()
  const [reason, setReason] = useState('')
  const newest = it.changes[0]
  const act = useAct<'undo' | 'unlink'>(
    (what) =>
      ask('POST', `${api}/links/${it.link.id}/${what}`, {
        reason: reason.trim(),
        ...(what === 'undo' && { changeId: newest?.id }),
      }),
    [`${api}/links`, `${api}/link-reviews`],
  )
  const mute = reason.trim().length < 3
  return (
    <Section title={say({ vi: 'Lịch sử', en: 'History' })}>
      <Stack>
        <ol style={{ margin: 0, paddingInlineStart: 20 }}>
          {it.changes.map((of) => (
            <li key={of.id}>
              <Text size="sm" fw={500}>
                {say(kinds[of.kind])}: {say(states[of.after.state])}
              </Text>
              <Text size="sm" c="dimmed">
                {moment(of.at)} · {of.byName}
              </Text>
              {of.reason && <Text size="sm">{of.reason}</Text>}
            </li>
          ))}
        </ol>
        <TextInput
          label={say({ vi: 'Lý do sửa', en: 'Why change it' })}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {act.error && <Failed error={act.error} />}
        <Group gap="sm">
          <Button
            leftSection={<Icon name="undo" size={18} />}
            disabled={mute || !newest}
            loading={act.isPending && act.variables === 'undo'}
            onClick={() => act.mutate('undo')}
          >
            {say({ vi: 'Hoàn tác thay đổi gần nhất', en: 'Undo the last change' })}
          </Button>
          {it.link.state === 'match' && (
            <Button
              variant="default"
              disabled={mute}
              loading={act.isPending && act.variables === 'unlink'}
              onClick={() => act.mutate('unlink')}
            >
              {say({ vi: 'Gỡ liên kết', en: 'Unlink' })}
            </Button>
          )}
          {mute && (
            <Text size="sm" c="dimmed">
              {say({ vi: 'Nêu lý do trước.', en: 'Say why first.' })}
            </Text>
          )}
        </Group>
      </Stack>
    </Section>
  )
}
