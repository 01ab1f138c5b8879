import { Button, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { PersonalNumberInput } from '#portal/fields.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { type Begun, beginMaking } from './ceremony.ts'
import { MakePasskey } from './make-passkey.tsx'
import { toLogIn } from './words.ts'

export default function RecoveryPage() {
  const say = useSay()
  const [number, setNumber] = useState('')
  const [code, setCode] = useState('')
  const begin = useAct<void, Begun>(() => beginMaking('recoveries/options', { number, code }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin.mutate()
  }
  return (
    <Page
      narrow
      title={say({ vi: 'Khôi phục tài khoản', en: 'Recover my account' })}
      lead={say({
        vi: 'Mang thẻ căn cước đến công an xã, phường. Cán bộ đối chiếu khuôn mặt rồi đưa bạn một mã dùng một lần trong vài phút.',
        en: 'Take your identity card to the commune police. The official compares your face and hands you a code that works once, for a few minutes.',
      })}
      back={{ to: '/identity/log-in', words: toLogIn }}
    >
      {begin.data ? (
        <MakePasskey begun={begin.data} finish="recoveries/passkey" />
      ) : (
        <form className={cardClass} onSubmit={submit}>
          <Stack align="flex-start">
            <PersonalNumberInput w="100%" value={number} onChange={setNumber} />
            <TextInput
              w="100%"
              label={say({ vi: 'Mã do cán bộ đưa', en: 'Code from the official' })}
              placeholder="1234-5678-9012"
              autoComplete="one-time-code"
              maxLength={20}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value.trim())}
            />
            {begin.error && <Failed error={begin.error} />}
            <Button
              type="submit"
              loading={begin.isPending}
              disabled={number.length !== 12 || code.length < 4}
            >
              {say({ vi: 'Tiếp tục', en: 'Go on' })}
            </Button>
          </Stack>
        </form>
      )}
    </Page>
  )
}
