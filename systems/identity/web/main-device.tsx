import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useAct } from '#portal/act.ts'
import { day } from '#portal/format.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { AccountView } from '../contract.ts'
import { becomeMainDevice, giveUpMainDevice, isMainDevice } from './device-key.ts'

const path = '/api/identity/v1/account'

/** Is this browser the main device? Undefined until its store has answered. */
export function useIsMainDevice(account: AccountView | undefined): boolean | undefined {
  const here = useQuery({
    queryKey: ['main-device', account?.id, account?.device?.id ?? ''],
    queryFn: () => (account ? isMainDevice(account) : false),
    enabled: account !== undefined,
  })
  return here.data
}

export function MainDevice({ account }: { account: AccountView }) {
  const say = useSay()
  const here = useIsMainDevice(account)
  const become = useAct<void>(becomeMainDevice, [path])
  const giveUp = useAct<void>(() => giveUpMainDevice(account.id), [path])
  const error = become.error ?? giveUp.error
  return (
    <Section
      title={say({ vi: 'Thiết bị chính', en: 'Main device' })}
      lead={say({
        vi: 'Điện thoại này phê duyệt đăng nhập trên máy khác. Khóa của nó không sao chép được.',
        en: 'The phone that approves log-ins on other screens. Its key cannot be copied.',
      })}
    >
      <Stack gap="sm" align="flex-start">
        {account.device ? (
          <Text>
            <b>{account.device.name}</b>
            {here && ` (${say({ vi: 'thiết bị này', en: 'this device' })})`},{' '}
            {say({ vi: 'đăng ký', en: 'registered' })} {day(account.device.registeredAt)}
          </Text>
        ) : (
          <Text c="dimmed">{say({ vi: 'Chưa có thiết bị chính.', en: 'There is none yet.' })}</Text>
        )}
        {error && <Failed error={error} />}
        <Group gap="sm">
          {here && (
            <Button component={Link} href="/identity/approvals" size="sm">
              {say({ vi: 'Phê duyệt đăng nhập', en: 'Approve a log-in' })}
            </Button>
          )}
          {here === false && (
            <Button
              size="sm"
              variant="default"
              loading={become.isPending}
              onClick={() => become.mutate()}
            >
              {say({ vi: 'Dùng thiết bị này', en: 'Make this my main device' })}
            </Button>
          )}
          {account.device && (
            <Button
              size="sm"
              variant="subtle"
              color="gray"
              loading={giveUp.isPending}
              onClick={() => giveUp.mutate()}
            >
              {say({ vi: 'Bỏ thiết bị chính', en: 'Give it up' })}
            </Button>
          )}
        </Group>
      </Stack>
    </Section>
  )
}
