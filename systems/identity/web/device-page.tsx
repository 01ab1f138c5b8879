import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useSearchParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Empty, Failed } from '#portal/states.tsx'
import type { DeviceRequestView } from '../contract.ts'
import { Scopes } from './scopes.tsx'

const path = '/api/identity/v1/device-requests'

/** A program without a browser waits for the person to let it in (RFC 8628). */
export default function DevicePage() {
  const say = useSay()
  const [search] = useSearchParams()
  const [userCode, setUserCode] = useState(search.get('user_code') ?? '')
  const find = useAct<void, DeviceRequestView>(() => ask('POST', `${path}/find`, { userCode }))
  const decide = useAct<boolean>((approve) => ask('POST', `${path}/decide`, { userCode, approve }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    find.mutate()
  }
  return (
    <Page
      narrow
      title={say({ vi: 'Cho phép một chương trình', en: 'Let a program in' })}
      lead={say({
        vi: 'Chỉ tiếp tục nếu chính bạn vừa mở chương trình đó và mã trùng với mã nó hiện.',
        en: 'Go on only if you started the program yourself and the code is the one it shows.',
      })}
    >
      {decide.isSuccess ? (
        <Empty
          icon={decide.variables ? 'check' : 'close'}
          title={
            decide.variables
              ? { vi: 'Chương trình đã được phép', en: 'The program is let in' }
              : { vi: 'Đã từ chối', en: 'Refused' }
          }
          text={{
            vi: 'Bạn có thể đóng trang này và quay lại chương trình.',
            en: 'You may close this page and go back to the program.',
          }}
        />
      ) : find.data ? (
        <Stack className={cardClass}>
          <Text fz={20} fw={600}>
            {say(find.data.client.name)}
          </Text>
          <Text>{say({ vi: 'xin được:', en: 'asks to:' })}</Text>
          <Scopes of={find.data.scopes} />
          {find.data.ip && (
            <Text size="sm" c="dimmed">
              {say({ vi: 'Yêu cầu đến từ', en: 'The request came from' })} {find.data.ip}
            </Text>
          )}
          {decide.error && <Failed error={decide.error} />}
          <Group>
            <Button
              loading={decide.isPending && decide.variables}
              onClick={() => decide.mutate(true)}
            >
              {say({ vi: 'Cho phép', en: 'Let it in' })}
            </Button>
            <Button variant="default" onClick={() => decide.mutate(false)}>
              {say({ vi: 'Từ chối', en: 'Refuse' })}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form className={cardClass} onSubmit={submit}>
          <Stack align="flex-start">
            <TextInput
              w="100%"
              label={say({ vi: 'Mã chương trình hiện', en: 'The code that the program shows' })}
              placeholder="ABCD-EFGH"
              autoComplete="off"
              maxLength={12}
              value={userCode}
              onChange={(event) => setUserCode(event.currentTarget.value.toUpperCase())}
            />
            {find.error && <Failed error={find.error} />}
            <Button type="submit" loading={find.isPending} disabled={userCode.length < 8}>
              {say({ vi: 'Tiếp tục', en: 'Go on' })}
            </Button>
          </Stack>
        </form>
      )}
    </Page>
  )
}
