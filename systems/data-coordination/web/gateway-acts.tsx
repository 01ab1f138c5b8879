import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { Dialog } from '#portal/dialog.tsx'
import { relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Failed } from '#portal/states.tsx'
import type { GatewayView } from '../contract.ts'
import { api } from './addresses.ts'
import classes from './exchange.module.css'
import { compare, enoughGroups, groupsOf } from './fingerprint.ts'
import { NextSteps, StartLine } from './start-line.tsx'

/** Another one-time code for a gateway that was registered and has not come yet. */
export function GatewayCode({ of: it }: { of: GatewayView }) {
  const say = useSay()
  const again = useAct<void, { token: string }>(
    () => ask('POST', `${api}/gateways/${it.id}/code`),
    [`${api}/gateways`],
  )
  const ended = it.codeEndsAt !== null && Date.parse(it.codeEndsAt) < now().getTime()
  return (
    <Section title={say({ vi: 'Khởi động cổng', en: 'Start the gateway' })}>
      {again.data ? (
        <StartLine token={again.data.token} />
      ) : (
        <Stack gap="sm" align="flex-start">
          <Text size="sm">
            {it.codeEndsAt &&
              (ended
                ? say({ vi: 'Mã kết nối đã hết hạn.', en: 'The code has ended.' })
                : `${say({ vi: 'Mã kết nối đã cấp hết hạn', en: 'The code that was made ends' })} ${relative(it.codeEndsAt, now(), say.language)}.`)}{' '}
            {say({
              vi: 'Mã không hiện lại được; nếu làm mất, hãy tạo mã mới, mã cũ mất hiệu lực.',
              en: 'It cannot be shown again. If it was lost, make another; the one before is void then.',
            })}
          </Text>
          <NextSteps />
          {again.error && <Failed error={again.error} />}
          {it.mine && (
            <Button loading={again.isPending} onClick={() => again.mutate()}>
              {say({ vi: 'Tạo mã kết nối mới', en: 'Make another code' })}
            </Button>
          )}
        </Stack>
      )}
    </Section>
  )
}

/** An operator compares what the agency reads out with what has arrived, and decides. */
export function GatewayApproval({ of: it }: { of: GatewayView }) {
  const say = useSay()
  const { has } = useSession()
  const [heard, setHeard] = useState('')
  const path = `${api}/gateways/${it.id}`
  const approve = useAct<void>(() => ask('POST', `${path}/approval`, {}), [api])
  const refuse = useAct<void>(() => ask('POST', `${path}/refusal`, {}), [api])
  const groups = groupsOf(it.fingerprint ?? '')
  const { same, wrong } = compare(groups, heard)
  const error = approve.error ?? refuse.error
  return (
    <Section
      title={say({ vi: 'Đối chiếu dấu vân tay', en: 'Compare the fingerprint' })}
      lead={say({
        vi: 'Gọi cho cơ quan theo số điện thoại đã biết; họ đọc dấu vân tay hiện trên máy chủ của cổng.',
        en: 'Call the agency under a number that you know; they read out what the gateway shows.',
      })}
    >
      <Stack gap="md">
        <Print {...{ groups, same, wrong }} />
        {has('operator') ? (
          <>
            <TextInput
              label={say({ vi: 'Nhập điều nghe được', en: 'Type what you hear' })}
              description={say({
                vi: `Ít nhất ${enoughGroups} nhóm đầu; khoảng trắng không quan trọng`,
                en: `At least the first ${enoughGroups} groups; spaces do not matter`,
              })}
              error={
                wrong &&
                say({
                  vi: 'Không khớp. Đừng phê duyệt; nghe lại, nếu vẫn khác thì từ chối.',
                  en: 'This differs. Do not approve; listen again, and refuse if it still does.',
                })
              }
              autoComplete="off"
              spellCheck={false}
              maxLength={120}
              styles={{ input: { fontFamily: 'monospace' } }}
              value={heard}
              onChange={(event) => setHeard(event.currentTarget.value)}
            />
            {error && <Failed error={error} />}
            <Group>
              <Button
                leftSection={<Icon name="check" />}
                disabled={wrong || same < enoughGroups}
                loading={approve.isPending}
                onClick={() => approve.mutate()}
              >
                {say({ vi: 'Khớp, phê duyệt', en: 'It matches, approve' })}
              </Button>
              <Button variant="default" loading={refuse.isPending} onClick={() => refuse.mutate()}>
                {say({ vi: 'Từ chối', en: 'Refuse' })}
              </Button>
              <Text size="sm" c="dimmed" role="status">
                {same < enoughGroups &&
                  !wrong &&
                  say({
                    vi: `Đã khớp ${same}/${enoughGroups} nhóm cần thiết`,
                    en: `${same} of ${enoughGroups} groups match so far`,
                  })}
              </Text>
            </Group>
          </>
        ) : (
          <OperatorsTurn />
        )}
      </Stack>
    </Section>
  )
}

function OperatorsTurn() {
  const say = useSay()
  return (
    <Alert color="gold" variant="light" icon={<Icon name="clock" />}>
      {say({
        vi: 'Chờ người vận hành trung tâm đối chiếu. Hãy đọc cho họ dấu vân tay trên màn hình của cổng.',
        en: 'It waits for an operator of the center. Read them what the gateway shows.',
      })}
    </Alert>
  )
}

function Print(props: { groups: readonly string[]; same: number; wrong: boolean }) {
  const say = useSay()
  const { groups, same, wrong } = props
  return (
    <ul
      className={classes.print}
      aria-label={say({ vi: 'Dấu vân tay đã nhận', en: 'Fingerprint that arrived' })}
    >
      {groups.map((group, at) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: groups may repeat and never move
          key={at}
          data-seen={at < same ? 'same' : wrong && at === same ? 'other' : undefined}
        >
          {group}
        </li>
      ))}
    </ul>
  )
}

/** For good: the certificates are revoked with it, so what follows is read first. */
export function GatewayRemoval({ of: it }: { of: GatewayView }) {
  const say = useSay()
  const [asking, setAsking] = useState(false)
  const remove = useAct<void>(() => ask('POST', `${api}/gateways/${it.id}/removal`, {}), [api])
  if (!it.mine || it.state === 'removed') return null
  const close = () => setAsking(false)
  return (
    <Group>
      <Button variant="default" size="sm" onClick={() => setAsking(true)}>
        {say({ vi: 'Gỡ cổng này', en: 'Remove this gateway' })}
      </Button>
      {asking && (
        <Dialog title={{ vi: 'Gỡ cổng kết nối', en: 'Remove the gateway' }} onClose={close}>
          <Stack>
            <Text>
              {say({
                vi: 'Chứng thư của cổng bị thu hồi, các cổng khác từ chối nó trong vài giây. Không hoàn tác được; muốn dùng lại phải đăng ký cổng mới. Nhật ký và bằng chứng vẫn ở máy của cơ quan.',
                en: 'Its certificates are revoked, and other gateways refuse it within seconds. This is for good: a new one is registered to come back. Its log and evidence stay with the agency.',
              })}
            </Text>
            {remove.error && <Failed error={remove.error} />}
            <Group>
              <Button
                loading={remove.isPending}
                onClick={() => remove.mutate(undefined, { onSuccess: close })}
              >
                {say({ vi: 'Gỡ và thu hồi chứng thư', en: 'Remove and revoke' })}
              </Button>
              <Button variant="default" onClick={close}>
                {say({ vi: 'Thôi', en: 'Cancel' })}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </Group>
  )
}
