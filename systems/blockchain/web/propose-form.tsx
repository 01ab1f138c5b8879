import { Button, Group, NativeSelect, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import type { Change, ProposalOpen, VoiceView } from '../contract-votes.ts'
import { api, to } from './addresses.ts'
import { ChangeFields, changeOf, newDraft } from './change-fields.tsx'

const kinds: Record<Change['kind'], Words> = {
  admit: { vi: 'Kết nạp thành viên', en: 'Admit a member' },
  quota: { vi: 'Đổi hạn mức gas mỗi ngày', en: 'Change a daily quota of gas' },
  suspend: { vi: 'Đình chỉ thành viên', en: 'Suspend a member' },
  restore: { vi: 'Cho thành viên hoạt động lại', en: 'Restore a member' },
  seat: { vi: 'Cho hoặc bỏ quyền biểu quyết', en: 'Give or take a vote' },
  validator: { vi: 'Thêm, đổi hoặc bớt nút xác thực', en: 'Change a validator' },
  remove: { vi: 'Đưa thành viên ra khỏi mạng', en: 'Remove a member' },
}

type Props = { voices: readonly VoiceView[]; members: readonly MemberView[] }

/** Says what is to change, why, and for how long members may vote on it. */
export function ProposeForm({ voices, members }: Props) {
  const say = useSay()
  const [, go] = useLocation()
  const [kind, setKind] = useState<Change['kind']>('admit')
  const [by, setBy] = useState(voices[0]?.member ?? 0)
  const [days, setDays] = useState(7)
  const [reason, setReason] = useState('')
  const [draft, setDraft] = useState(() => newDraft(members))
  const open = useAct<ProposalOpen>(
    (order) => ask('POST', `${api}/proposals`, order),
    [`${api}/proposals`],
  )
  const change = changeOf(kind, draft)
  const ready = change !== undefined && reason.trim().length >= 5
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change) return
    open.mutate({ by, reason: reason.trim(), days, change }, { onSuccess: () => go(to.members) })
  }
  return (
    <form onSubmit={submit}>
      <Section title={say({ vi: 'Đề nghị', en: 'The proposal' })}>
        <Stack gap="md">
          <NativeSelect
            label={say({ vi: 'Thành viên đề nghị', en: 'Proposing member' })}
            data={voices.map((it) => ({ value: String(it.member), label: it.name }))}
            value={String(by)}
            onChange={(event) => setBy(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label={say({ vi: 'Việc cần biểu quyết', en: 'What is to be decided' })}
            data={Object.entries(kinds).map(([value, words]) => ({ value, label: say(words) }))}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as Change['kind'])}
          />
          <ChangeFields kind={kind} draft={draft} members={members} onChange={setDraft} />
          <Textarea
            label={say({ vi: 'Lý do', en: 'Reason' })}
            description={say({
              vi: 'Ghi công khai trên chuỗi và không xóa được: không nêu thông tin cá nhân.',
              en: 'It stands on the chain for good, for everybody: no personal data.',
            })}
            autosize
            minRows={2}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <NativeSelect
            label={say({ vi: 'Thời hạn biểu quyết', en: 'Open for' })}
            data={[1, 3, 7, 14, 30].map((it) => ({
              value: String(it),
              label: say({ vi: `${it} ngày`, en: it === 1 ? '1 day' : `${it} days` }),
            }))}
            value={String(days)}
            onChange={(event) => setDays(Number(event.currentTarget.value))}
          />
          {open.error && <Failed error={open.error} />}
          <Group>
            <Button type="submit" loading={open.isPending} disabled={!ready}>
              {say({ vi: 'Đưa ra biểu quyết', en: 'Put to the vote' })}
            </Button>
          </Group>
        </Stack>
      </Section>
    </form>
  )
}
