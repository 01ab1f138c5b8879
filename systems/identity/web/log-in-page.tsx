import { Button, Divider, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { ask } from '#portal/ask.ts'
import { keepNote } from '#portal/browser.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/layout.tsx'
import { usePasskeys } from '#portal/passkey.tsx'
import { useSay } from '#portal/say.tsx'
import { demonstration, useSession } from '#portal/session.tsx'
import { Failed } from '#portal/states.tsx'
import { Personas } from './personas.tsx'

export default function LogInPage() {
  const say = useSay()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const asked = search.get('next') ?? '/'
  // Only a path of this site: an address from elsewhere must not receive people after log-in.
  const next = /^\/(?![/\\])/.test(asked) ? asked : '/'
  return (
    <Page narrow title={say({ vi: 'Đăng nhập', en: 'Log in' })}>
      <Stack gap="lg">
        <section className={cardClass}>
          <PasskeyLogIn onDone={() => go(next)} />
        </section>
        {demonstration && (
          <>
            <Divider
              label={say({ vi: 'hoặc vào vai một người có sẵn', en: 'or be a ready person' })}
            />
            <Personas onDone={() => go(next)} />
          </>
        )}
      </Stack>
    </Page>
  )
}

function PasskeyLogIn({ onDone }: { onDone: () => void }) {
  const say = useSay()
  const session = useSession()
  const passkeys = usePasskeys()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()

  async function logIn(): Promise<void> {
    setBusy(true)
    setError(undefined)
    keepNote('persona', null)
    try {
      const { id, options } = await ask<{ id: string; options: { challenge: string } }>(
        'POST',
        '/api/identity/v1/log-ins/passkey/options',
      )
      const response = await passkeys.get(options)
      await ask('POST', '/api/identity/v1/log-ins/passkey', { id, response })
      await session.refresh()
      onDone()
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Stack gap="sm" align="flex-start">
      <Text>
        {say({
          vi: 'Dùng vân tay, khuôn mặt hoặc khóa bảo mật đã đăng ký. Không cần mật khẩu.',
          en: 'Use the fingerprint, face or security key that you registered. No password is needed.',
        })}
      </Text>
      {error !== undefined && <Failed error={error} />}
      <Button leftSection={<Icon name="key" />} loading={busy} onClick={() => void logIn()}>
        {say({ vi: 'Đăng nhập bằng khóa truy cập', en: 'Log in with a passkey' })}
      </Button>
    </Stack>
  )
}
