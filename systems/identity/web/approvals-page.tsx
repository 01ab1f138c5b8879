import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '#portal/act.ts'
import { useAnswer } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { CodeInput } from '#portal/fields.tsx'
import { relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Facts, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed, Loading } from '#portal/states.tsx'
import type { AccountView, ApprovalView } from '../contract.ts'
import { decide } from './device-key.ts'
import { MainDevice, useIsMainDevice } from './main-device.tsx'
import { toAccount } from './words.ts'

const path = '/api/identity/v1/approvals'

/** The phone's side of a log-in on another screen. */
export default function ApprovalsPage() {
  const say = useSay()
  const account = useAnswer<AccountView>('/api/identity/v1/account')
  const here = useIsMainDevice(account.data)
  return (
    <Page
      narrow
      title={say({ vi: 'Phê duyệt đăng nhập', en: 'Approve a log-in' })}
      back={{ to: paths.account, words: toAccount }}
    >
      <Answered of={account}>
        {(it) =>
          here === undefined ? (
            <Loading lines={1} />
          ) : here ? (
            <Waiting account={it} />
          ) : (
            <MainDevice account={it} />
          )
        }
      </Answered>
    </Page>
  )
}

function Waiting({ account }: { account: AccountView }) {
  const approvals = useAnswer<{ items: ApprovalView[] }>(path, { everyMs: 2_000 })
  return (
    <Answered of={approvals}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty
            icon="phone"
            title={{ vi: 'Không có yêu cầu nào đang chờ', en: 'No log-in is waiting' }}
            text={{
              vi: 'Trên máy khác, chọn “Phê duyệt trên điện thoại” khi đăng nhập. Yêu cầu sẽ tự hiện ở đây.',
              en: 'On the other screen choose “Approve on my phone”. The request appears here by itself.',
            }}
          />
        ) : (
          <Stack gap="md">
            {items.map((it) => (
              <Approval key={it.id} account={account} approval={it} />
            ))}
          </Stack>
        )
      }
    </Answered>
  )
}

function Approval({ account, approval }: { account: AccountView; approval: ApprovalView }) {
  const say = useSay()
  const [number, setNumber] = useState('')
  const act = useAct<'approve' | 'refuse' | 'report'>(
    (decision) =>
      decide(account.id, approval, decision, decision === 'approve' ? Number(number) : null),
    [path],
  )
  return (
    <section className={cardClass} aria-busy={act.isPending}>
      <Facts
        of={[
          [say({ vi: 'Màn hình', en: 'Screen' }), approval.screen],
          [say({ vi: 'Địa chỉ mạng', en: 'Network address' }), approval.ip],
          [
            say({ vi: 'Yêu cầu', en: 'Asked' }),
            relative(approval.requestedAt, now(), say.language),
          ],
        ]}
      />
      <Stack gap="md" mt="md">
        <CodeInput
          label={say({ vi: 'Số hiện trên màn hình đó', en: 'The number on that screen' })}
          length={2}
          value={number}
          onChange={setNumber}
        />
        {act.error && <Failed error={act.error} />}
        <Group gap="sm">
          <Button
            leftSection={<Icon name="check" />}
            loading={act.isPending && act.variables === 'approve'}
            disabled={number.length !== 2 || act.isPending}
            onClick={() => act.mutate('approve', { onError: () => setNumber('') })}
          >
            {say({ vi: 'Đúng là tôi', en: 'Yes, it is me' })}
          </Button>
          <Button variant="default" disabled={act.isPending} onClick={() => act.mutate('refuse')}>
            {say({ vi: 'Từ chối', en: 'Refuse' })}
          </Button>
          <Button
            variant="subtle"
            color="lacquer"
            disabled={act.isPending}
            onClick={() => act.mutate('report')}
          >
            {say({ vi: 'Báo: không phải tôi', en: 'Report: it is not me' })}
          </Button>
        </Group>
      </Stack>
    </section>
  )
}
