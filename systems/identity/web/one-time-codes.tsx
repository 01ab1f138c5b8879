import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { CodeInput } from '#portal/fields.tsx'
import { Section } from '#portal/page.tsx'
import { QrCode } from '#portal/qr.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { AccountView, TotpSecret } from '../contract.ts'

const path = '/api/identity/v1/account'

export function OneTimeCodes({ account }: { account: AccountView }) {
  const say = useSay()
  const begin = useAct<void, TotpSecret>(() => ask('POST', `${path}/totp`))
  const remove = useAct<void>(() => ask('DELETE', `${path}/totp`), [path])
  const error = begin.error ?? remove.error
  return (
    <Section
      title={say({ vi: 'Mã một lần', en: 'One-time codes' })}
      lead={say({
        vi: 'Ứng dụng xác thực trên điện thoại, dự phòng khi không có khóa truy cập. Chỉ mở được việc ở mức 1.',
        en: 'An authenticator app, for when no passkey is at hand. It opens what level 1 may do.',
      })}
    >
      <Stack align="flex-start" gap="sm">
        {error && <Failed error={error} />}
        {begin.data && !account.totp ? (
          <Confirm secret={begin.data} />
        ) : account.totp ? (
          <Group gap="sm">
            <Text>{say({ vi: 'Đang bật', en: 'On' })}</Text>
            <Button
              size="sm"
              variant="subtle"
              color="gray"
              loading={remove.isPending}
              onClick={() => remove.mutate(undefined, { onSuccess: () => begin.reset() })}
            >
              {say({ vi: 'Tắt', en: 'Turn off' })}
            </Button>
          </Group>
        ) : (
          <Button
            size="sm"
            variant="default"
            loading={begin.isPending}
            onClick={() => begin.mutate()}
          >
            {say({ vi: 'Bật mã một lần', en: 'Set it up' })}
          </Button>
        )}
      </Stack>
    </Section>
  )
}

function Confirm({ secret: { uri, secret } }: { secret: TotpSecret }) {
  const say = useSay()
  const [code, setCode] = useState('')
  const confirm = useAct<void>(() => ask('POST', `${path}/totp/confirm`, { code }), [path])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate(undefined, { onError: () => setCode('') })
  }
  return (
    <Group align="flex-start" gap="lg">
      <QrCode
        size={180}
        text={uri}
        label={say({
          vi: 'Mã QR cho ứng dụng xác thực',
          en: 'QR code for the authenticator app',
        })}
      />
      <form onSubmit={submit} style={{ flex: '1 1 240px' }}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">
            {say({
              vi: 'Quét bằng ứng dụng xác thực, hoặc nhập khóa:',
              en: 'Scan it with the app, or type the key:',
            })}{' '}
            <Code>{secret.match(/.{1,4}/g)?.join(' ')}</Code>
          </Text>
          <CodeInput
            label={say({ vi: 'Mã 6 số ứng dụng hiện', en: 'The six digits it shows' })}
            length={6}
            value={code}
            onChange={setCode}
          />
          {confirm.error && <Failed error={confirm.error} />}
          <Button type="submit" size="sm" loading={confirm.isPending} disabled={code.length !== 6}>
            {say({ vi: 'Xác nhận', en: 'Confirm' })}
          </Button>
        </Stack>
      </form>
    </Group>
  )
}
