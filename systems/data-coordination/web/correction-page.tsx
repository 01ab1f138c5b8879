import { Badge, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useParams } from 'wouter'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { day, moment } from '#portal/format.ts'
import { Facts, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { CorrectionView } from '../contract-linking.ts'
import { api } from './addresses.ts'
import { correctionColors } from './correction-card.tsx'
import { toWorkshop } from './workshop-addresses.ts'

type Move = CorrectionView['moves'][number]['move']

const moveWords: Record<Move, Words> = {
  file: { vi: 'Đã gửi', en: 'Filed' },
  see: { vi: 'Đã tiếp nhận', en: 'Taken up' },
  accept: { vi: 'Đã chấp nhận', en: 'Accepted' },
  refuse: { vi: 'Đã từ chối', en: 'Refused' },
  apply: { vi: 'Đã sửa trong cơ sở dữ liệu', en: 'Changed in the register' },
}

/** What an owner may do next. */
const open: Record<CorrectionView['state'], readonly Exclude<Move, 'file'>[]> = {
  filed: ['see', 'accept', 'refuse'],
  seen: ['accept', 'refuse'],
  accepted: ['apply'],
  refused: [],
  applied: [],
}

const actWords: Record<Exclude<Move, 'file'>, Words> = {
  see: { vi: 'Tiếp nhận', en: 'Take up' },
  accept: { vi: 'Chấp nhận', en: 'Accept' },
  refuse: { vi: 'Từ chối', en: 'Refuse' },
  apply: { vi: 'Đã sửa xong', en: 'It is changed' },
}

export default function CorrectionPage() {
  const say = useSay()
  const { id = '' } = useParams()
  const { has } = useSession()
  const correction = useAnswer<CorrectionView>(`${api}/corrections/${id}`)
  const back = has('data-steward')
    ? { to: toWorkshop.correctionQueue, words: { vi: 'Yêu cầu đính chính', en: 'Corrections' } }
    : { to: toWorkshop.corrections, words: { vi: 'Đính chính dữ liệu', en: 'Corrections' } }
  return (
    <Page title={say({ vi: 'Yêu cầu đính chính', en: 'A correction' })} back={back} narrow>
      <Answered of={correction}>
        {(it) => (
          <Stack gap="md">
            <Claim of={it} />
            <Way of={it} />
            {has('data-steward') && open[it.state].length > 0 && <Answer of={it} />}
          </Stack>
        )}
      </Answered>
    </Page>
  )
}

function Claim({ of: it }: { of: CorrectionView }) {
  const say = useSay()
  return (
    <Section
      title={`${it.dataset} · ${it.field}`}
      aside={
        <Badge variant="light" color={correctionColors[it.state]} tt="none">
          {say(it.stateWords)}
        </Badge>
      }
    >
      <Facts
        of={[
          [say({ vi: 'Đang ghi là', en: 'It says' }), it.holds || '—'],
          [say({ vi: 'Đúng phải là', en: 'It should say' }), <b key="should">{it.should}</b>],
          [say({ vi: 'Căn cứ', en: 'Grounds' }), it.grounds],
          [say({ vi: 'Cơ quan giữ dữ liệu', en: 'Kept by' }), it.member],
          [say({ vi: 'Người gửi', en: 'Filed by' }), it.filedByName],
          [
            say({ vi: 'Hạn trả lời', en: 'To be answered by' }),
            `${day(it.dueOn)}${it.late ? say({ vi: ' (quá hạn)', en: ' (overdue)' }) : ''}`,
          ],
          [
            say({ vi: 'Tuổi của yêu cầu', en: 'Age' }),
            say({ vi: `${it.ageDays} ngày`, en: `${it.ageDays} days` }),
          ],
        ]}
      />
    </Section>
  )
}

/** Each step with who took it and when. */
function Way({ of: it }: { of: CorrectionView }) {
  const say = useSay()
  return (
    <Section title={say({ vi: 'Đã qua các bước', en: 'What was done' })}>
      <ol style={{ margin: 0, paddingInlineStart: 20 }}>
        {it.moves.map((of) => (
          <li key={of.at + of.move}>
            <Text size="sm" fw={500}>
              {say(moveWords[of.move])}
            </Text>
            <Text size="sm" c="dimmed">
              {moment(of.at)} · {of.byName}
            </Text>
            {of.reason && <Text size="sm">{of.reason}</Text>}
          </li>
        ))}
        {it.deliveredAt && (
          <li>
            <Text size="sm" fw={500}>
              {say({ vi: 'Hệ thống của cơ quan đã sửa', en: 'Changed by the agency’s own system' })}
            </Text>
            <Text size="sm" c="dimmed">
              {moment(it.deliveredAt)}
            </Text>
          </li>
        )}
      </ol>
    </Section>
  )
}

function Answer({ of: it }: { of: CorrectionView }) {
  const say = useSay()
  const [reason, setReason] = useState('')
  const move = useAct<Exclude<Move, 'file'>>(
    (it2) =>
      ask('POST', `${api}/corrections/${it.id}/moves`, {
        move: it2,
        ...(reason.trim() && { reason: reason.trim() }),
      }),
    [`${api}/corrections`],
  )
  const needsReason = open[it.state].includes('refuse') && reason.trim() === ''
  return (
    <Section title={say({ vi: 'Trả lời', en: 'Answer' })}>
      <Stack>
        <Textarea
          autosize
          minRows={2}
          label={say({ vi: 'Lý do, ghi chú', en: 'Reason or note' })}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {move.error && <Failed error={move.error} />}
        <Group gap="sm">
          {open[it.state].map((act, at) => (
            <Button
              key={act}
              variant={at === 0 ? 'filled' : 'default'}
              loading={move.isPending && move.variables === act}
              disabled={move.isPending || (act === 'refuse' && needsReason)}
              onClick={() => move.mutate(act)}
            >
              {say(actWords[act])}
            </Button>
          ))}
        </Group>
        {needsReason && (
          <Text size="sm" c="dimmed">
            {say({ vi: 'Từ chối cần nêu lý do.', en: 'To refuse, say why.' })}
          </Text>
        )}
      </Stack>
    </Section>
  )
}
