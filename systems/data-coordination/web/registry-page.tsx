import { Alert, Badge, Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { Figures } from '#portal/figures.tsx'
import { count } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { GatewayView, MemberView } from '../contract.ts'
import { api, to } from './addresses.ts'
import classes from './exchange.module.css'
import { plainly } from './finding.ts'
import { MemberForm } from './member-form.tsx'
import { RoomLinks } from './room-links.tsx'
import { classOf, standingOf } from './words.ts'

/** Who takes part in the exchange, through which gateways, and where a hand is needed. */
export default function RegistryPage() {
  const say = useSay()
  const { has } = useSession()
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  const gateways = useAnswer<{ items: GatewayView[] }>(`${api}/gateways`, { everyMs: 5_000 })
  const [admitting, setAdmitting] = useState(false)
  return (
    <Page
      title={say({ vi: 'Thành viên và cổng kết nối', en: 'Members and gateways' })}
      lead={say({
        vi: 'Cơ quan, doanh nghiệp tham gia trao đổi dữ liệu và cổng mà họ vận hành.',
        en: 'The agencies and firms that exchange data, and the gateways that they run.',
      })}
      aside={
        has('operator') && (
          <Button leftSection={<Icon name="plus" />} onClick={() => setAdmitting(true)}>
            {say({ vi: 'Kết nạp thành viên', en: 'Admit a member' })}
          </Button>
        )
      }
    >
      <RoomLinks />
      {admitting && <MemberForm onClose={() => setAdmitting(false)} />}
      <Answered of={members}>
        {({ items }) => (
          <Answered of={gateways}>
            {(known) => <Registry members={items} gateways={known.items} />}
          </Answered>
        )}
      </Answered>
    </Page>
  )
}

function Registry(props: { members: readonly MemberView[]; gateways: readonly GatewayView[] }) {
  const say = useSay()
  const { members, gateways } = props
  const [text, setText] = useState('')
  const working = gateways.filter((it) => it.state === 'active')
  const sought = plainly(text)
  const found = members.filter((it) =>
    plainly(
      [it.code, it.name.vi, it.name.en, ...it.subsystems.map((of) => of.name.vi)].join(' '),
    ).includes(sought),
  )
  const systems = members.reduce((sum, it) => sum + it.subsystems.length, 0)
  return (
    <Stack gap="md">
      <Figures
        of={[
          [count(members.length, say.language), { vi: 'thành viên', en: 'members' }],
          [count(systems, say.language), { vi: 'hệ thống thông tin', en: 'information systems' }],
          [
            `${working.filter((it) => it.online).length}/${working.length}`,
            { vi: 'cổng đang trực tuyến', en: 'gateways online' },
          ],
          [
            count(
              gateways.reduce((sum, it) => sum + it.alarms.length, 0),
              say.language,
            ),
            { vi: 'cảnh báo', en: 'alarms' },
          ],
        ]}
      />
      <ToDo gateways={gateways} />
      <TextInput
        label={say({ vi: 'Tìm thành viên, hệ thống', en: 'Find a member or system' })}
        leftSection={<Icon name="search" size={18} />}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.length === 0 ? (
        <Nobody searching={sought !== ''} />
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          {found.map((it) => (
            <Member
              key={it.id}
              of={it}
              gateways={gateways.filter(({ member }) => member.id === it.id)}
            />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  )
}

function Nobody({ searching }: { searching: boolean }) {
  return (
    <div className={cardClass} role="status">
      {searching ? (
        <Empty
          icon="search"
          title={{ vi: 'Không tìm thấy', en: 'Nothing found' }}
          text={{ vi: 'Thử tên khác hoặc mã ngắn hơn.', en: 'Try another name or a shorter code.' }}
        />
      ) : (
        <Empty
          icon="gate"
          title={{ vi: 'Chưa có thành viên nào', en: 'No members yet' }}
          text={{
            vi: 'Người vận hành kết nạp cơ quan đầu tiên; cơ quan đó thêm hệ thống và cổng kết nối của mình.',
            en: 'An operator admits the first agency, which then adds its systems and its gateway.',
          }}
        />
      )}
    </div>
  )
}

const mostToDo = 4

/** The gateways that need somebody, the most pressing first. */
function ToDo({ gateways }: { gateways: readonly GatewayView[] }) {
  const say = useSay()
  const waiting = gateways.filter((it) => it.state === 'waiting')
  const ill = gateways.filter((it) => it.state === 'active' && (!it.online || it.alarms.length > 0))
  const all = [...waiting, ...ill]
  if (all.length === 0) return null
  return (
    <Alert
      color="gold"
      variant="light"
      icon={<Icon name="bell" />}
      title={say({ vi: 'Cần xử lý', en: 'Needs a hand' })}
    >
      <Stack gap={6}>
        {all.slice(0, mostToDo).map((it) => (
          <Group key={it.id} gap="xs">
            <Link href={to.gateway(it.id)} style={{ color: 'var(--link)' }}>
              {it.name} · {say(it.member.name)}
            </Link>
            <Text size="sm">
              {say(it.alarms[0]?.words ?? standingOf(it).words)}
              {it.alarms.length > 1 && ` (+${it.alarms.length - 1})`}
            </Text>
          </Group>
        ))}
        {all.length > mostToDo && (
          <Text size="sm">
            {say({
              vi: `và ${all.length - mostToDo} cổng khác ở danh sách dưới`,
              en: `and ${all.length - mostToDo} more in the list below`,
            })}
          </Text>
        )}
      </Stack>
    </Alert>
  )
}

function Member({ of: it, gateways }: { of: MemberView; gateways: readonly GatewayView[] }) {
  const say = useSay()
  const shown = gateways.filter(({ state }) => state !== 'removed')
  return (
    <Link href={to.member(it.id)} className={cardClass}>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <Text fw={600}>{say(it.name)}</Text>
        <Badge variant="light" color="gray" tt="none" fw={400} style={{ flexShrink: 0 }}>
          {say(classOf(it.code))}
        </Badge>
      </Group>
      <span className={classes.code}>{it.code}</span>
      <Text size="sm" mt={6}>
        {it.subsystems.length === 0
          ? say({ vi: 'Chưa có hệ thống nào', en: 'No system yet' })
          : it.subsystems.map(({ name }) => say(name)).join(', ')}
      </Text>
      <Group gap={6} mt={8}>
        {shown.length === 0 && (
          <Badge variant="light" color="gray" tt="none" fw={400}>
            {say({ vi: 'Chưa có cổng', en: 'No gateway yet' })}
          </Badge>
        )}
        {shown.map((gateway) => {
          const { words, color } = standingOf(gateway)
          return (
            <Badge key={gateway.id} variant="light" color={color} tt="none" fw={400}>
              {gateway.name}: {say(words)}
            </Badge>
          )
        })}
      </Group>
    </Link>
  )
}
