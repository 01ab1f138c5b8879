import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { AccountView } from '../contract.ts'
import { MainDevice } from './main-device.tsx'
import { OneTimeCodes } from './one-time-codes.tsx'
import { PasskeyList } from './passkey-list.tsx'
import { ProofingCode } from './proofing-code.tsx'
import { SessionList } from './session-list.tsx'
import { levelWords } from './words.ts'

const path = '/api/identity/v1/account'

export default function AccountPage() {
  const say = useSay()
  const account = useAnswer<AccountView>(path)
  return (
    <Page narrow title={say({ vi: 'Tài khoản và thiết bị', en: 'Account and devices' })}>
      <Answered of={account} lines={6}>
        {(it) => (
          <Stack gap="md">
            <Level account={it} />
            <PasskeyList account={it} />
            <MainDevice account={it} />
            <OneTimeCodes account={it} />
            <SessionList />
            <Further />
            <LockAccount />
          </Stack>
        )}
      </Answered>
    </Page>
  )
}

function Level({ account }: { account: AccountView }) {
  const say = useSay()
  return (
    <Section
      title={account.name}
      lead={say({
        vi: `Mở ngày ${day(account.openedAt)}`,
        en: `Opened on ${day(account.openedAt)}`,
      })}
    >
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <span
          style={{ color: account.level === 2 ? 'var(--mantine-color-jade-7)' : 'var(--gold)' }}
        >
          <Icon name={account.level === 2 ? 'shield' : 'information'} />
        </span>
        <div>
          <Text fw={600}>{say(levelWords[account.level])}</Text>
          <Text size="sm" c="dimmed">
            {account.level === 2
              ? say({
                  vi: 'Dùng được mọi dịch vụ công trực tuyến.',
                  en: 'Opens every public service.',
                })
              : say({
                  vi: 'Để dùng mọi dịch vụ, mang thẻ căn cước đến công an xã, phường và cho cán bộ xem mã dưới đây.',
                  en: 'For every service, take your identity card to the commune police and show the code below.',
                })}
          </Text>
        </div>
      </Group>
      {account.level === 1 && <ProofingCode />}
    </Section>
  )
}

function Further() {
  const say = useSay()
  return (
    <Section title={say({ vi: 'Theo dõi', en: 'Keep an eye on it' })}>
      <Stack gap={6}>
        <Link href="/identity/account/log-ins">
          {say({ vi: 'Lịch sử đăng nhập', en: 'Every log-in and attempt' })}
        </Link>
        <Link href="/identity/account/consents">
          {say({ vi: 'Ứng dụng tôi đã cho phép', en: 'Applications that I allowed' })}
        </Link>
        <Link href="/identity/approvals">
          {say({ vi: 'Phê duyệt đăng nhập', en: 'Approve a log-in' })}
        </Link>
      </Stack>
    </Section>
  )
}

function LockAccount() {
  const say = useSay()
  const session = useSession()
  const [, go] = useLocation()
  const [asked, setAsked] = useState(false)
  const lock = useAct<void>(async () => {
    await ask('POST', `${path}/lock`)
    await session.refresh()
    go('/identity/unlock')
  })
  return (
    <Section
      title={say({ vi: 'Khóa tài khoản', en: 'Lock my account' })}
      lead={say({
        vi: 'Mất điện thoại hoặc nghi bị lộ? Khóa ngay: mọi phiên đăng nhập và quyền đã cấp đều chấm dứt.',
        en: 'Lost a phone, or in doubt? Lock it now: every session and every grant ends.',
      })}
    >
      <Button variant="default" leftSection={<Icon name="lock" />} onClick={() => setAsked(true)}>
        {say({ vi: 'Khóa tài khoản', en: 'Lock my account' })}
      </Button>
      <Dialog
        opened={asked}
        onClose={() => setAsked(false)}
        title={{ vi: 'Khóa tài khoản ngay?', en: 'Lock the account now?' }}
      >
        <Stack>
          <Text>
            {say({
              vi: 'Bạn sẽ bị đăng xuất trên mọi thiết bị. Bạn mở lại được bằng khóa truy cập của mình.',
              en: 'You will be logged out everywhere. You can unlock it again with your passkey.',
            })}
          </Text>
          {lock.error && <Failed error={lock.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsked(false)}>
              {say({ vi: 'Thôi', en: 'Cancel' })}
            </Button>
            <Button loading={lock.isPending} onClick={() => lock.mutate()}>
              {say({ vi: 'Khóa ngay', en: 'Lock now' })}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </Section>
  )
}
