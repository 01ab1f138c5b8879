import { Button, Checkbox, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { AccountState, OneTimeCodeView } from '../contract.ts'
import { OneTimeCode } from './proofing-code.tsx'

const api = '/api/identity/v1'

type Evidence = { document: string; faceCompared: boolean }

const documents: { value: string; words: Words }[] = [
  { value: 'identity-card', words: { vi: 'Thẻ căn cước', en: 'Identity card' } },
  { value: 'passport', words: { vi: 'Hộ chiếu', en: 'Passport' } },
  { value: 'birth-certificate', words: { vi: 'Giấy khai sinh', en: 'Birth certificate' } },
]

/** Which document was seen, and that the face was compared: without both nothing is recorded. */
function EvidenceFields(props: { value: Evidence; onChange: (value: Evidence) => void }) {
  const say = useSay()
  const { value, onChange } = props
  return (
    <>
      <Radio.Group
        label={say({ vi: 'Giấy tờ đã xem', en: 'Document seen' })}
        value={value.document}
        onChange={(document) => onChange({ ...value, document })}
      >
        <Stack gap="xs" mt="xs">
          {documents.map((it) => (
            <Radio key={it.value} value={it.value} label={say(it.words)} />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox
        checked={value.faceCompared}
        onChange={(event) => onChange({ ...value, faceCompared: event.currentTarget.checked })}
        label={say({
          vi: 'Tôi đã đối chiếu khuôn mặt người có mặt với giấy tờ',
          en: 'I compared the face of the person present with the document',
        })}
      />
    </>
  )
}

export function RaiseForm(props: { number: string; onDone: (account: AccountState) => void }) {
  const say = useSay()
  const [code, setCode] = useState('')
  const [evidence, setEvidence] = useState<Evidence>({ document: '', faceCompared: false })
  const raise = useAct<void>(async () => {
    props.onDone(await ask('POST', `${api}/proofings`, { number: props.number, code, evidence }))
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    raise.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Section
        title={say({ vi: 'Nâng lên mức 2', en: 'Raise to level 2' })}
        lead={say({
          vi: 'Người dân mở trang “Tài khoản và thiết bị”, bấm “Lấy mã nâng mức” và đọc mã cho bạn.',
          en: 'The person opens “Account and devices”, asks for the code, and reads it to you.',
        })}
      >
        <Stack align="flex-start">
          <TextInput
            w="100%"
            label={say({ vi: 'Mã trên màn hình của người dân', en: 'Code on their screen' })}
            maxLength={20}
            autoComplete="off"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value.trim())}
          />
          <EvidenceFields value={evidence} onChange={setEvidence} />
          {raise.error && <Failed error={raise.error} />}
          <Button
            type="submit"
            loading={raise.isPending}
            disabled={code.length < 4 || !complete(evidence)}
          >
            {say({ vi: 'Xác minh và nâng mức', en: 'Verify and raise' })}
          </Button>
        </Stack>
      </Section>
    </form>
  )
}

export function RecoverForm({ number }: { number: string }) {
  const say = useSay()
  const [evidence, setEvidence] = useState<Evidence>({ document: '', faceCompared: false })
  const open = useAct<void, OneTimeCodeView>(() =>
    ask('POST', `${api}/recoveries`, { number, evidence }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    open.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Section
        title={say({ vi: 'Khôi phục lối vào', en: 'Recover access' })}
        lead={say({
          vi: 'Khi người dân mất mọi thiết bị. Mã dùng một lần, thay toàn bộ khóa cũ.',
          en: 'When all devices are lost. The code works once and replaces every earlier passkey.',
        })}
      >
        <Stack align="flex-start">
          {open.data ? (
            <>
              <OneTimeCode of={open.data} />
              <Text size="sm">
                {say({
                  vi: 'Người dân vào “Đăng nhập”, chọn “Khôi phục” và nhập mã này.',
                  en: 'The person goes to “Log in”, chooses “Recover” and types this code.',
                })}
              </Text>
            </>
          ) : (
            <>
              <EvidenceFields value={evidence} onChange={setEvidence} />
              {open.error && <Failed error={open.error} />}
              <Button
                type="submit"
                variant="default"
                loading={open.isPending}
                disabled={!complete(evidence)}
              >
                {say({ vi: 'Cấp mã khôi phục', en: 'Give out a code' })}
              </Button>
            </>
          )}
        </Stack>
      </Section>
    </form>
  )
}

export function LockForm(props: { account: AccountState; onDone: (it: AccountState) => void }) {
  const say = useSay()
  const { account } = props
  const [reason, setReason] = useState('')
  const locked = account.state === 'locked'
  const act = useAct<void>(async () => {
    const path = `${api}/accounts/${account.id}`
    const after = locked
      ? ask<AccountState>('POST', `${path}/unlock`)
      : ask<AccountState>('POST', `${path}/lock`, { reason })
    props.onDone(await after)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate()
  }
  const title = locked
    ? say({ vi: 'Mở khóa', en: 'Unlock' })
    : say({ vi: 'Khóa tài khoản', en: 'Lock the account' })
  return (
    <form onSubmit={submit}>
      <Section title={title}>
        <Stack align="flex-start">
          {!locked && (
            <Textarea
              w="100%"
              autosize
              minRows={2}
              maxLength={500}
              label={say({ vi: 'Lý do (người dân sẽ thấy)', en: 'Reason (the person sees it)' })}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          {act.error && <Failed error={act.error} />}
          <Button
            type="submit"
            variant="default"
            loading={act.isPending}
            disabled={!locked && reason.trim().length < 3}
          >
            {title}
          </Button>
        </Stack>
      </Section>
    </form>
  )
}

function complete({ document, faceCompared }: Evidence): boolean {
  return document !== '' && faceCompared
}
