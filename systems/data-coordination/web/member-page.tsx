import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link, useLocation, useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { GatewayView, MemberView } from '../contract.ts'
import { api, to, toRegistry } from './addresses.ts'
import classes from './exchange.module.css'
import { GatewayForm } from './gateway-form.tsx'
import { SubsystemForm } from './subsystem-form.tsx'
import { SubsystemPanel } from './subsystem-panel.tsx'
import { classOf, standingOf } from './words.ts'

/** One member: its information systems, who may speak for them, and its gateways. */
export default function MemberPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  const gateways = useAnswer<{ items: GatewayView[] }>(`${api}/gateways`, { everyMs: 5_000 })
  const member = members.data?.items.find((it) => it.id === id)
  return (
    <Page
      title={member ? say(member.name) : say({ vi: 'Thành viên', en: 'Member' })}
      lead={
        member
          ? `${member.code} · ${say(classOf(member.code))} · ${say({ vi: 'từ', en: 'since' })} ${day(member.since)}`
          : ''
      }
      back={toRegistry}
    >
      <Answered of={members}>
        {() =>
          member ? (
            <Stack gap="md">
              <Systems member={member} />
              <Answered of={gateways}>
                {({ items }) => (
                  <Gateways member={member} items={items.filter((it) => it.member.id === id)} />
                )}
              </Answered>
              <Removal member={member} />
            </Stack>
          ) : (
            <div className={cardClass}>
              <Empty
                icon="search"
                title={{ vi: 'Không có thành viên này', en: 'There is no such member' }}
                text={{
                  vi: 'Có thể thành viên đã rút khỏi. Quay lại danh sách để tìm.',
                  en: 'It may have left. Go back to the list.',
                }}
              />
            </div>
          )
        }
      </Answered>
    </Page>
  )
}

function Systems({ member }: { member: MemberView }) {
  const say = useSay()
  const [adding, setAdding] = useState(false)
  return (
    <Section
      title={say({ vi: 'Hệ thống thông tin', en: 'Information systems' })}
      lead={say({
        vi: 'Mỗi hệ thống gọi và cung cấp dịch vụ dưới tên của mình, bằng chứng thư đã đăng ký.',
        en: 'Each asks and answers under a name of its own, with certificates registered here.',
      })}
      aside={
        member.mine && (
          <Button
            size="sm"
            variant="default"
            leftSection={<Icon name="plus" size={18} />}
            onClick={() => setAdding(true)}
          >
            {say({ vi: 'Thêm hệ thống', en: 'Add a system' })}
          </Button>
        )
      }
    >
      {adding && <SubsystemForm member={member} onClose={() => setAdding(false)} />}
      {member.subsystems.length === 0 ? (
        <Empty
          icon="services"
          title={{ vi: 'Chưa có hệ thống nào', en: 'No system yet' }}
          text={{
            vi: 'Thêm hệ thống đầu tiên, ví dụ cơ sở dữ liệu hộ tịch, để đăng ký cổng kết nối cho nó.',
            en: 'Add the first, such as a civil status register, and register a gateway for it.',
          }}
        />
      ) : (
        member.subsystems.map((it) => <SubsystemPanel key={it.id} of={it} mine={member.mine} />)
      )}
    </Section>
  )
}

function Gateways({ member, items }: { member: MemberView; items: readonly GatewayView[] }) {
  const say = useSay()
  const [adding, setAdding] = useState(false)
  const shown = items.filter((it) => it.state !== 'removed')
  return (
    <Section
      title={say({ vi: 'Cổng kết nối', en: 'Gateways' })}
      lead={say({
        vi: 'Chương trình mà cơ quan tự chạy; mọi trao đổi đi thẳng từ cổng tới cổng.',
        en: 'Programs that the agency runs itself; every exchange goes from gateway to gateway.',
      })}
      aside={
        member.mine && (
          <Button
            size="sm"
            variant="default"
            leftSection={<Icon name="plus" size={18} />}
            disabled={member.subsystems.length === 0}
            title={
              member.subsystems.length === 0
                ? say({ vi: 'Hãy thêm hệ thống trước', en: 'Add a system first' })
                : undefined
            }
            onClick={() => setAdding(true)}
          >
            {say({ vi: 'Đăng ký cổng', en: 'Register a gateway' })}
          </Button>
        )
      }
    >
      {adding && <GatewayForm member={member} onClose={() => setAdding(false)} />}
      {shown.length === 0 && (
        <Text c="dimmed">
          {member.subsystems.length === 0
            ? say({
                vi: 'Chưa có cổng nào. Thêm hệ thống trước, rồi đăng ký cổng cho hệ thống đó.',
                en: 'None yet. Add a system first, then register a gateway for it.',
              })
            : say({
                vi: 'Chưa có cổng nào. Đăng ký để nhận mã kết nối dùng một lần.',
                en: 'None yet. Register one to be given its one-time code.',
              })}
        </Text>
      )}
      {shown.map((it) => {
        const { words, color } = standingOf(it)
        return (
          <div key={it.id} className={classes.row}>
            <div style={{ minWidth: 0 }}>
              <Link href={to.gateway(it.id)} style={{ color: 'var(--link)', fontWeight: 600 }}>
                {it.name}
              </Link>
              <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {it.address ?? say({ vi: 'Chưa có địa chỉ', en: 'No address yet' })}
              </Text>
            </div>
            <Badge variant="light" color={color} tt="none">
              {say(words)}
            </Badge>
          </div>
        )
      })}
    </Section>
  )
}

/** Only an operator removes a member, and only one on which nothing hangs any more. */
function Removal({ member }: { member: MemberView }) {
  const say = useSay()
  const { has } = useSession()
  const [, go] = useLocation()
  const remove = useAct<void>(() => ask('POST', `${api}/members/${member.id}/removal`), [api])
  if (!has('operator')) return null
  const held = member.subsystems.length > 0
  return (
    <Group gap="sm">
      <Button
        variant="default"
        size="sm"
        disabled={held}
        loading={remove.isPending}
        onClick={() => remove.mutate(undefined, { onSuccess: () => go(to.registry) })}
      >
        {say({ vi: 'Cho rút khỏi', en: 'Remove this member' })}
      </Button>
      {held && (
        <Text size="sm" c="dimmed">
          {say({
            vi: 'Gỡ hết hệ thống của thành viên trước khi cho rút khỏi.',
            en: 'Remove all of its systems first.',
          })}
        </Text>
      )}
      {remove.error && <Failed error={remove.error} />}
    </Group>
  )
}
