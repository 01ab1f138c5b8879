import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { moment, relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Facts, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { GatewayView } from '../contract.ts'
import { api, to, toRegistry } from './addresses.ts'
import classes from './exchange.module.css'
import { GatewayApproval, GatewayCode, GatewayRemoval } from './gateway-acts.tsx'
import { GatewayHealth } from './gateway-health.tsx'
import { adviceFor, standingOf } from './words.ts'

/** One gateway: how it is, what worries it and what to do, and how it came to be trusted. */
export default function GatewayPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const gateways = useAnswer<{ items: GatewayView[] }>(`${api}/gateways`, { everyMs: 3_000 })
  const it = gateways.data?.items.find((found) => found.id === id)
  const standing = it && standingOf(it)
  return (
    <Page
      title={it?.name ?? say({ vi: 'Cổng kết nối', en: 'Gateway' })}
      lead={it ? say(it.member.name) : ''}
      back={it ? { to: to.member(it.member.id), words: it.member.name } : toRegistry}
      aside={
        standing && (
          <Badge size="lg" variant="light" color={standing.color} tt="none">
            {say(standing.words)}
          </Badge>
        )
      }
    >
      <Answered of={gateways}>
        {() =>
          it ? (
            <Shown it={it} />
          ) : (
            <div className={cardClass}>
              <Empty
                icon="search"
                title={{ vi: 'Không có cổng này', en: 'There is no such gateway' }}
                text={{
                  vi: 'Quay lại danh sách thành viên để tìm.',
                  en: 'Go back to the list of members to find it.',
                }}
              />
            </div>
          )
        }
      </Answered>
    </Page>
  )
}

function Shown({ it }: { it: GatewayView }) {
  const say = useSay()
  return (
    <Stack gap="md">
      {it.state === 'invited' && <GatewayCode of={it} />}
      {it.state === 'waiting' && <GatewayApproval of={it} />}
      {it.state === 'approved' && (
        <Alert color="gold" variant="light" icon={<Icon name="clock" />} role="status">
          {say({
            vi: 'Đã phê duyệt; chứng thư đang được cấp. Trang này tự cập nhật.',
            en: 'Approved; its certificates are being made. This page follows by itself.',
          })}
        </Alert>
      )}
      <Alarms of={it} />
      {it.seen && <GatewayHealth of={it} seen={it.seen} />}
      <Identity of={it} />
      {it.certificates.length > 0 && <Certificates of={it} />}
      <GatewayRemoval of={it} />
    </Stack>
  )
}

/** Each alarm with what it means and what somebody should do now. */
function Alarms({ of: it }: { of: GatewayView }) {
  const say = useSay()
  if (it.state !== 'active') return null
  return (
    <>
      {!it.online && (
        <Alert
          color="lacquer"
          variant="light"
          icon={<Icon name="warning" />}
          title={
            it.seen
              ? `${say({ vi: 'Không nghe thấy từ', en: 'Not heard of since' })} ${moment(it.seen.at)}`
              : say({ vi: 'Chưa lần nào báo về', en: 'It has never reported' })
          }
        >
          {say({
            vi: 'Kiểm tra cổng có đang chạy không (ndc gateway status) và mạng tới trung tâm. Nếu chỉ mất đường tới trung tâm, trao đổi giữa các cổng vẫn tiếp tục.',
            en: 'See whether it runs (ndc gateway status), and the network to the center. If only the way to the center is lost, exchange goes on.',
          })}
        </Alert>
      )}
      {it.alarms.map((alarm) => (
        <Alert
          key={alarm.kind}
          color={alarm.kind === 'center-away' ? 'gold' : 'lacquer'}
          variant="light"
          icon={<Icon name="warning" />}
          title={say(alarm.words)}
        >
          <Text size="sm">{say(adviceFor(alarm.kind))}</Text>
          <Text size="xs" c="dimmed" mt={4}>
            {say({ vi: 'từ', en: 'since' })} {moment(alarm.since)} (
            {relative(alarm.since, now(), say.language)}){alarm.detail && ` · ${alarm.detail}`}
          </Text>
        </Alert>
      ))}
    </>
  )
}

function Identity({ of: it }: { of: GatewayView }) {
  const say = useSay()
  return (
    <Section title={say({ vi: 'Cổng này', en: 'This gateway' })}>
      <Facts
        of={[
          [
            say({ vi: 'Thay mặt', en: 'Speaks for' }),
            it.subsystems.map((code) => (
              <div key={code} className={classes.code}>
                {code}
              </div>
            )),
          ],
          [
            say({ vi: 'Địa chỉ', en: 'Address' }),
            it.address ?? say({ vi: 'Biết khi cổng kết nối', en: 'Known once it joins' }),
          ],
          [say({ vi: 'Đăng ký', en: 'Registered' }), moment(it.registeredAt)],
          ...(it.joinedAt
            ? [[say({ vi: 'Kết nối', en: 'Joined' }), moment(it.joinedAt)] as const]
            : []),
          ...(it.decidedAt
            ? [
                [
                  it.state === 'refused'
                    ? say({ vi: 'Từ chối', en: 'Refused' })
                    : say({ vi: 'Phê duyệt', en: 'Approved' }),
                  `${moment(it.decidedAt)} · ${it.decidedBy ?? ''}`,
                ] as const,
              ]
            : []),
        ]}
      />
    </Section>
  )
}

const usageWords = {
  tls: { vi: 'Kết nối (TLS)', en: 'Connection (TLS)' },
  signing: { vi: 'Ký thông điệp', en: 'Signing' },
} as const

function Certificates({ of: { certificates } }: { of: GatewayView }) {
  const say = useSay()
  return (
    <Section
      title={say({ vi: 'Chứng thư', en: 'Certificates' })}
      lead={say({
        vi: 'Tự gia hạn khi qua hai phần ba thời hạn; bản cũ còn hiệu lực một tuần.',
        en: 'Renewed after two thirds of their life; the earlier ones stay good for a week.',
      })}
    >
      {certificates.map((it) => (
        <div key={it.serial} className={classes.row}>
          <div style={{ minWidth: 0 }}>
            <Text>{say(usageWords[it.usage])}</Text>
            <span className={classes.code}>{it.serial}</span>
          </div>
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {say({ vi: 'hết hạn', en: 'ends' })} {moment(it.untilAt ?? it.notAfter)}
            </Text>
            {it.revokedAt && (
              <Badge variant="light" color="lacquer" tt="none">
                {say({ vi: 'Đã thu hồi', en: 'Revoked' })}
              </Badge>
            )}
          </Group>
        </div>
      ))}
      <Button component="a" href="/trust-services" variant="subtle" size="compact-sm" mt="xs">
        {say({ vi: 'Tra cứu chứng thư', en: 'Look up certificates' })}
      </Button>
    </Section>
  )
}
