import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask, type Refused } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { PersonalNumberInput } from '#portal/fields.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { QrCode } from '#portal/qr.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { AppLogInShown, AppLogInState } from '../contract.ts'
import { useNext } from './next.ts'
import { toLogIn } from './words.ts'

const path = '/api/identity/v1/log-ins/app'

/** The screen that asks the main device: it shows a number and waits. */
export default function PhoneLogInPage() {
  const say = useSay()
  const next = useNext()
  const [number, setNumber] = useState('')
  const begin = useAct<void, AppLogInShown>(() => ask('POST', path, { number }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin.mutate()
  }
  return (
    <Page
      narrow
      title={say({ vi: 'Phê duyệt trên điện thoại', en: 'Approve on my phone' })}
      back={{ to: next.with('/identity/log-in'), words: toLogIn }}
    >
      {begin.data ? (
        <Waiting key={begin.data.id} shown={begin.data} again={() => begin.mutate()} />
      ) : (
        <form className={cardClass} onSubmit={submit}>
          <Stack align="flex-start">
            <PersonalNumberInput w="100%" value={number} onChange={setNumber} />
            {begin.error && <Failed error={begin.error} />}
            <Button type="submit" loading={begin.isPending} disabled={number.length !== 12}>
              {say({ vi: 'Gửi yêu cầu đến điện thoại', en: 'Ask my phone' })}
            </Button>
          </Stack>
        </form>
      )}
    </Page>
  )
}

function Waiting({ shown, again }: { shown: AppLogInShown; again: () => void }) {
  const say = useSay()
  const next = useNext()
  const poll = useQuery<AppLogInState, Refused>({
    queryKey: ['app-log-in', shown.id],
    queryFn: () => ask('POST', `${path}/poll`, { id: shown.id }),
    refetchInterval: ({ state: { data, error } }) =>
      error || (data && data.state !== 'waiting') ? false : 2_000,
  })
  const state = poll.data?.state ?? 'waiting'
  const { done } = next
  useEffect(() => {
    if (state === 'approved') void done()
  }, [state, done])
  if (poll.error) return <Failed error={poll.error} retry={again} />
  if (state === 'refused' || state === 'expired') {
    return (
      <Stack className={cardClass} align="flex-start">
        <Text role="alert">
          {state === 'refused'
            ? say({
                vi: 'Yêu cầu bị từ chối trên thiết bị chính.',
                en: 'The main device refused.',
              })
            : say({ vi: 'Yêu cầu đã hết hạn.', en: 'The request has expired.' })}
        </Text>
        <Button variant="default" onClick={again}>
          {say({ vi: 'Gửi lại yêu cầu', en: 'Ask again' })}
        </Button>
      </Stack>
    )
  }
  return (
    <section className={cardClass}>
      <Group gap="xl" align="center" justify="center">
        <Stack align="center" gap={4} flex={1} miw={220}>
          <Text c="dimmed">{say({ vi: 'Nhập số này', en: 'Type this number' })}</Text>
          <Text fz={72} fw={600} lh={1.1} style={{ letterSpacing: 4 }}>
            {shown.number}
          </Text>
          <Text c="dimmed" ta="center">
            {say({
              vi: 'trên thiết bị chính của bạn, mục “Phê duyệt đăng nhập”.',
              en: 'on your main device, under “Approve a log-in”.',
            })}
          </Text>
        </Stack>
        <Stack align="center" gap={6}>
          <QrCode
            size={168}
            text={`${location.origin}/identity/approvals`}
            label={say({
              vi: 'Mã QR dẫn đến trang phê duyệt trên điện thoại',
              en: 'QR code of the page that approves, for the phone',
            })}
          />
          <Text size="sm" c="dimmed">
            {say({ vi: 'Quét để mở nhanh trên điện thoại', en: 'Scan to open it on the phone' })}
          </Text>
        </Stack>
      </Group>
      <Countdown until={shown.expiresAt} />
    </section>
  )
}

/** How long the request still waits. */
function Countdown({ until }: { until: string }) {
  const say = useSay()
  const [left, setLeft] = useState(() => secondsTo(until))
  const [whole] = useState(left)
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsTo(until)), 1_000)
    return () => clearInterval(timer)
  }, [until])
  return (
    <Stack gap={6} mt="lg">
      <Progress
        value={(left / whole) * 100}
        color="jade"
        aria-label={say({ vi: 'Thời gian còn lại', en: 'Time left' })}
      />
      <Text size="sm" c="dimmed" ta="center">
        {say({ vi: `Đang chờ, còn ${left} giây`, en: `Waiting, ${left} seconds left` })}
      </Text>
    </Stack>
  )
}

function secondsTo(instant: string): number {
  return Math.max(0, Math.round((Date.parse(instant) - now().getTime()) / 1000))
}
