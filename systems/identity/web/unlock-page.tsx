import { Button, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { usePasskeys } from '#portal/passkey.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { answer } from './ceremony.ts'
import { useNext } from './next.ts'
import { toLogIn } from './words.ts'

export default function UnlockPage() {
  const say = useSay()
  const passkeys = usePasskeys()
  const next = useNext()
  const unlock = useAct<void>(async () => {
    await answer(passkeys, 'account/unlock')
    await next.done()
  })
  return (
    <Page
      narrow
      title={say({ vi: 'Mở khóa tài khoản', en: 'Unlock my account' })}
      back={{ to: '/identity/log-in', words: toLogIn }}
    >
      <Stack className={cardClass} align="flex-start">
        <Text>
          {say({
            vi: 'Tài khoản do chính bạn khóa được mở lại bằng khóa truy cập của bạn. Nếu cơ quan công an đã khóa, hãy đến công an xã, phường.',
            en: 'An account that you locked yourself opens with your passkey. If an official locked it, visit the commune police.',
          })}
        </Text>
        {unlock.error && <Failed error={unlock.error} />}
        <Button
          leftSection={<Icon name="key" />}
          loading={unlock.isPending}
          onClick={() => unlock.mutate()}
        >
          {say({ vi: 'Mở khóa bằng khóa truy cập', en: 'Unlock with a passkey' })}
        </Button>
      </Stack>
    </Page>
  )
}
