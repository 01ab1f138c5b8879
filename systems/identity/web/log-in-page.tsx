import { Button, Divider, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { keepNote } from '#portal/browser.ts'
import { Icon, type IconName } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { usePasskeys } from '#portal/passkey.tsx'
import { useSay } from '#portal/say.tsx'
import { demonstration } from '#portal/session.tsx'
import { Failed } from '#portal/states.tsx'
import { answer } from './ceremony.ts'
import { useNext } from './next.ts'
import { Personas } from './personas.tsx'

export default function LogInPage() {
  const say = useSay()
  const [, go] = useLocation()
  const next = useNext()
  return (
    <Page narrow title={say({ vi: 'Đăng nhập', en: 'Log in' })}>
      <Stack gap="lg">
        {demonstration && (
          <>
            <Text>
              {say({
                vi: 'Chọn một người có sẵn: khóa truy cập của họ nằm trong phần mềm, quy trình đăng nhập là thật.',
                en: 'Choose one of the ready people: their passkey is in software, the log-in itself is the real one.',
              })}
            </Text>
            <Personas onDone={() => go(next.next, { replace: true })} />
            <Divider
              label={say({ vi: 'hoặc tài khoản của chính bạn', en: 'or an account of your own' })}
            />
          </>
        )}
        <section className={cardClass}>
          <PasskeyLogIn />
        </section>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Way
            to={next.with('/identity/log-in/phone')}
            icon="phone"
            title={{ vi: 'Phê duyệt trên điện thoại', en: 'Approve on my phone' }}
            text={{
              vi: 'Màn hình này hiện một số, bạn nhập số đó trên thiết bị chính.',
              en: 'This screen shows a number; you type it on your main device.',
            }}
          />
          <Way
            to={next.with('/identity/log-in/code')}
            icon="clock"
            title={{ vi: 'Mã một lần', en: 'One-time code' }}
            text={{
              vi: 'Khi không có khóa truy cập bên mình; chỉ dùng được việc ở mức 1.',
              en: 'When no passkey is at hand; opens what level 1 may do.',
            }}
          />
        </SimpleGrid>
        <Group gap="lg">
          <Link href={next.with('/identity/enrol')}>
            {say({ vi: 'Chưa có tài khoản? Đăng ký', en: 'No account yet? Enrol' })}
          </Link>
          <Link href="/identity/recover">
            {say({ vi: 'Mất thiết bị? Khôi phục', en: 'Lost your device? Recover' })}
          </Link>
          <Link href="/identity/unlock">
            {say({ vi: 'Mở khóa tài khoản', en: 'Unlock my account' })}
          </Link>
        </Group>
      </Stack>
    </Page>
  )
}

function PasskeyLogIn() {
  const say = useSay()
  const passkeys = usePasskeys()
  const next = useNext()
  const logIn = useAct<void>(async () => {
    keepNote('persona', null)
    await answer(passkeys, 'log-ins/passkey')
    await next.done()
  })
  return (
    <Stack gap="sm" align="flex-start">
      <Text>
        {say({
          vi: 'Dùng vân tay, khuôn mặt hoặc khóa bảo mật đã đăng ký. Không cần mật khẩu.',
          en: 'Use the fingerprint, face or security key that you registered. No password is needed.',
        })}
      </Text>
      {logIn.error && <Failed error={logIn.error} />}
      <Button
        leftSection={<Icon name="key" />}
        loading={logIn.isPending}
        onClick={() => logIn.mutate()}
      >
        {say({ vi: 'Đăng nhập bằng khóa truy cập', en: 'Log in with a passkey' })}
      </Button>
    </Stack>
  )
}

function Way(props: { to: string; icon: IconName; title: Words; text: Words }): ReactNode {
  const say = useSay()
  return (
    <Link href={props.to} className={cardClass}>
      <span style={{ color: 'var(--gold)' }}>
        <Icon name={props.icon} size={26} />
      </span>
      <Text fw={600} mt={6}>
        {say(props.title)}
      </Text>
      <Text size="sm" c="dimmed">
        {say(props.text)}
      </Text>
    </Link>
  )
}
