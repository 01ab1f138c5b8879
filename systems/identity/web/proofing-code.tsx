import { Button, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { OneTimeCodeView } from '../contract.ts'

/** The code that the person shows to the official who sees them. */
export function ProofingCode() {
  const say = useSay()
  const get = useAct<void, OneTimeCodeView>(() =>
    ask('POST', '/api/identity/v1/account/proofing-code'),
  )
  return (
    <Stack align="flex-start" mt="md" gap="sm">
      {get.error && <Failed error={get.error} />}
      {get.data && <OneTimeCode of={get.data} />}
      <Button variant="default" loading={get.isPending} onClick={() => get.mutate()}>
        {get.data
          ? say({ vi: 'Lấy mã mới', en: 'Get a new code' })
          : say({ vi: 'Lấy mã nâng mức', en: 'Get a code to raise the level' })}
      </Button>
    </Stack>
  )
}

/** A code to read out or show, large, with the time until which it works. */
export function OneTimeCode({ of: { code, expiresAt } }: { of: OneTimeCodeView }) {
  const say = useSay()
  return (
    <div role="status">
      <Text fz={34} fw={600} lh={1.2} style={{ letterSpacing: 3, whiteSpace: 'nowrap' }}>
        {code}
      </Text>
      <Text size="sm" c="dimmed">
        {say({ vi: 'Dùng một lần, đến', en: 'Works once, until' })} {moment(expiresAt)}
      </Text>
    </div>
  )
}
