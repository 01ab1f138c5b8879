import { Button, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { keepNote } from '#portal/browser.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { usePasskeys } from '#portal/passkey.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { type Begun, finishMaking } from './ceremony.ts'
import { useNext } from './next.ts'

/** The last step of enrolment and of recovery: the person makes a passkey on this device. */
export function MakePasskey({ begun, finish }: { begun: Begun; finish: string }) {
  const say = useSay()
  const passkeys = usePasskeys()
  const next = useNext()
  const make = useAct<void>(async () => {
    await finishMaking(passkeys, begun, finish)
    keepNote('persona', null)
    await next.done()
  })
  return (
    <Section
      title={say({
        vi: 'Tạo khóa truy cập trên thiết bị này',
        en: 'Make a passkey on this device',
      })}
    >
      <Stack align="flex-start">
        <Text>
          {say({
            vi: 'Thiết bị sẽ hỏi vân tay, khuôn mặt hoặc mã mở máy. Khóa nằm trong thiết bị; trung tâm chỉ giữ phần công khai, không ai lấy được mật khẩu vì không có mật khẩu.',
            en: 'The device asks for your fingerprint, face or screen lock. The key stays in it; the center keeps only the public half. Nobody can steal a password, since there is none.',
          })}
        </Text>
        {make.error && <Failed error={make.error} />}
        <Button
          leftSection={<Icon name="key" />}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {say({ vi: 'Tạo khóa truy cập', en: 'Make the passkey' })}
        </Button>
      </Stack>
    </Section>
  )
}
