import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { PersonalNumberInput } from '#portal/fields.tsx'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { GrantView } from '../contract-grants.ts'
import { api } from './addresses.ts'

/** The client's steward asks a person for consent; the request appears to that person. */
export function ConsentAsk({ of: it }: { of: GrantView }) {
  const say = useSay()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        {say({ vi: 'Xin một người đồng ý', en: 'Ask a person for consent' })}
      </Button>
      {asking && <AskDialog of={it} onClose={() => setAsking(false)} />}
    </>
  )
}

function AskDialog({ of: it, onClose }: { of: GrantView; onClose: () => void }) {
  const say = useSay()
  const choices = it.purposes.filter(({ byConsent }) => byConsent)
  const [purpose, setPurpose] = useState(choices[0]?.code ?? null)
  const [personalNumber, setNumber] = useState('')
  const send = useAct<void>(() =>
    ask('POST', `${api}/consent-requests`, {
      clientId: it.client.id,
      serviceId: it.service.id,
      purpose,
      personalNumber,
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate()
  }
  return (
    <Dialog title={{ vi: 'Xin đồng ý', en: 'Ask for consent' }} onClose={onClose}>
      {send.isSuccess ? (
        <Stack>
          <Alert color="jade" variant="light" role="status" icon={<Icon name="check" />}>
            {say({
              vi: 'Đã gửi. Nếu có người mang số này, họ thấy yêu cầu ở mục Dữ liệu của tôi.',
              en: 'Sent. If somebody has this number, they see it under My data.',
            })}
          </Alert>
          <Button variant="default" onClick={onClose}>
            {say({ vi: 'Đóng', en: 'Close' })}
          </Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">
              {say(it.client.name)} → {say(it.service.title)}
            </Text>
            <Select
              label={say({ vi: 'Mục đích', en: 'Purpose' })}
              allowDeselect={false}
              data={choices.map(({ code, words }) => ({ value: code, label: say(words) }))}
              value={purpose}
              onChange={setPurpose}
            />
            <PersonalNumberInput value={personalNumber} onChange={setNumber} />
            {send.error && <Failed error={send.error} />}
            <Group>
              <Button
                type="submit"
                disabled={personalNumber.length !== 12}
                loading={send.isPending}
              >
                {say({ vi: 'Gửi', en: 'Send' })}
              </Button>
              <Text size="sm" c="dimmed" role="status">
                {personalNumber.length !== 12 &&
                  say({ vi: 'Nhập đủ 12 chữ số.', en: 'Enter all twelve digits.' })}
              </Text>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  )
}
