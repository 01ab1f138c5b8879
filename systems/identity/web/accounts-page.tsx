import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { PersonalNumberInput } from '#portal/fields.tsx'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Failed } from '#portal/states.tsx'
import type { AccountState } from '../contract.ts'
import { LockForm, RaiseForm, RecoverForm } from './account-forms.tsx'
import { levelWords } from './words.ts'

/** Where officials raise a level, hand out a recovery code, lock and unlock. */
export default function AccountsPage() {
  const say = useSay()
  const session = useSession()
  const [number, setNumber] = useState('')
  const [shown, setShown] = useState<AccountState | null>(null)
  const find = useAct<void>(async () => {
    setShown(null)
    setShown(await ask('POST', '/api/identity/v1/accounts/find', { number }))
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    find.mutate()
  }
  const police = session.has('commune-police')
  return (
    <Page
      narrow
      title={say({ vi: 'Tài khoản định danh', en: 'Identity accounts' })}
      lead={say({
        vi: 'Chỉ xử lý khi người dân có mặt và bạn đã đối chiếu khuôn mặt với giấy tờ.',
        en: 'Only with the person in front of you, their face compared with the document.',
      })}
    >
      <Stack gap="md">
        <form className={cardClass} onSubmit={submit}>
          <Stack align="flex-start">
            <PersonalNumberInput w="100%" value={number} onChange={setNumber} />
            {find.error && <Failed error={find.error} />}
            <Button
              type="submit"
              leftSection={<Icon name="search" />}
              loading={find.isPending}
              disabled={number.length !== 12}
            >
              {say({ vi: 'Tìm tài khoản', en: 'Find the account' })}
            </Button>
          </Stack>
        </form>
        {shown && (
          <>
            <State of={shown} />
            {police && shown.level === 1 && shown.state === 'active' && (
              <RaiseForm key={`raise-${shown.id}`} number={number} onDone={setShown} />
            )}
            {police && shown.state !== 'closed' && (
              <RecoverForm key={`recover-${shown.id}`} number={number} />
            )}
            {shown.state !== 'closed' && (
              <LockForm key={`lock-${shown.id}`} account={shown} onDone={setShown} />
            )}
          </>
        )}
      </Stack>
    </Page>
  )
}

function State({ of: it }: { of: AccountState }) {
  const say = useSay()
  const { words, color } = states[it.state]
  return (
    <Section
      title={it.name}
      lead={say({ vi: `Mở ngày ${day(it.openedAt)}`, en: `Opened on ${day(it.openedAt)}` })}
      aside={
        <Badge variant="light" color={color} tt="none">
          {say(words)}
        </Badge>
      }
    >
      <Group gap="xs">
        <Icon name="shield" />
        <Text>{say(levelWords[it.level])}</Text>
      </Group>
      {it.state === 'locked' && (
        <Text mt="xs" c="dimmed">
          {it.lockedBy === 'self'
            ? say({ vi: 'Chủ tài khoản tự khóa.', en: 'Locked by its owner.' })
            : `${say({ vi: 'Cán bộ khóa:', en: 'Locked by an official:' })} ${it.lockReason ?? ''}`}
        </Text>
      )}
    </Section>
  )
}

const states = {
  active: { words: { vi: 'Đang hoạt động', en: 'Active' }, color: 'jade' },
  locked: { words: { vi: 'Đang khóa', en: 'Locked' }, color: 'lacquer' },
  closed: { words: { vi: 'Đã đóng', en: 'Closed' }, color: 'gray' },
} as const
