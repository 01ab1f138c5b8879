import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ask, type Refused } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Failed, Loading } from '#portal/states.tsx'
import type { LogInView } from '../contract.ts'
import { methodWords, outcomeWords, toAccount } from './words.ts'

const path = '/api/identity/v1/log-ins'
const pageLength = 20

export default function LogInsPage() {
  const say = useSay()
  const list = useInfiniteQuery<{ items: LogInView[] }, Refused>({
    queryKey: ['api', 'identity', 'v1', 'log-ins'],
    initialPageParam: undefined,
    queryFn: ({ pageParam }) =>
      ask('GET', typeof pageParam === 'string' ? `${path}?before=${pageParam}` : path),
    getNextPageParam: ({ items }) => (items.length < pageLength ? undefined : items.at(-1)?.id),
  })
  const all = list.data?.pages.flatMap((it) => it.items) ?? []
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
      {list.isPending && <Loading />}
      {list.error && <Failed error={list.error} retry={() => void list.refetch()} />}
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {all.map((it) => (
          <li key={it.id} className={cardClass}>
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
          </li>
        ))}
      </Stack>
      {list.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {say({ vi: 'Xem thêm', en: 'Show more' })}
          </Button>
        </Group>
      )}
    </Page>
  )
}
