import { Badge, Group, Text } from '@mantine/core'
import { moment } from '#portal/format.ts'
import { LongList } from '#portal/long-list.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import type { LogInView } from '../contract.ts'
import { methodWords, outcomeWords, toAccount } from './words.ts'

export default function LogInsPage() {
  const say = useSay()
  return (
    <Page
      narrow
      title={say({ vi: 'Lịch sử đăng nhập', en: 'Log-ins' })}
      lead={say({
        vi: 'Mọi lần đăng nhập và thử đăng nhập. Thấy lạ? Hãy khóa tài khoản.',
        en: 'Every log-in and attempt. Something strange? Lock your account.',
      })}
      back={{ to: paths.account, words: toAccount }}
    >
      <LongList<LogInView> path="/api/identity/v1/log-ins" cursor="before" keyOf={(it) => it.id}>
        {(it) => (
          <div className={cardClass}>
            <Group justify="space-between" gap="xs">
              <Text fw={600}>{it.browser}</Text>
              <Badge
                variant="light"
                color={it.outcome === 'succeeded' ? 'jade' : 'lacquer'}
                tt="none"
                fw={400}
              >
                {say(outcomeWords[it.outcome])}
              </Badge>
            </Group>
            <Text size="sm" c="dimmed">
              {moment(it.at)} · {say(methodWords(it.method))} · {it.ip}
            </Text>
          </div>
        )}
      </LongList>
    </Page>
  )
}
