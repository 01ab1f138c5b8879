import { Button, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { CodeInput, PersonalNumberInput } from '#portal/fields.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { useNext } from './next.ts'
import { toLogIn } from './words.ts'

export default function CodeLogInPage() {
  const say = useSay()
  const next = useNext()
  const [number, setNumber] = useState('')
  const [code, setCode] = useState('')
  const logIn = useAct<void>(async () => {
    await ask('POST', '/api/identity/v1/log-ins/totp', { number, code })
    await next.done()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    logIn.mutate(undefined, { onError: () => setCode('') })
  }
  return (
    <Page
      narrow
      title={say({ vi: 'Đăng nhập bằng mã một lần', en: 'Log in with a one-time code' })}
      lead={say({
        vi: 'Mở ứng dụng xác thực và nhập mã 6 số đang hiện.',
        en: 'Open your authenticator app and type the six digits that it shows.',
      })}
      back={{ to: next.with('/identity/log-in'), words: toLogIn }}
    >
      <form className={cardClass} onSubmit={submit}>
        <Stack align="flex-start">
          <PersonalNumberInput w="100%" value={number} onChange={setNumber} />
          <CodeInput
            label={say({ vi: 'Mã một lần', en: 'One-time code' })}
            length={6}
            value={code}
            onChange={setCode}
          />
          {logIn.error && <Failed error={logIn.error} />}
          <Button
            type="submit"
            loading={logIn.isPending}
            disabled={number.length !== 12 || code.length !== 6}
          >
            {say({ vi: 'Đăng nhập', en: 'Log in' })}
          </Button>
        </Stack>
      </form>
    </Page>
  )
}
