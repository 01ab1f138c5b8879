import { Button, Group, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ask, type Refused } from './ask.ts'
import { useSay } from './say.tsx'
import { Failed, Loading } from './states.tsx'

const pageLength = 20

/**
 * A list of the API that may be long: read a page at a time, each from where the last one ended.
 *
 * @param cursor The name of the query parameter that takes the id of the last item seen.
 */
export function LongList<Item extends { id: string }>(props: {
  path: string
  cursor: 'before' | 'after'
  empty?: ReactNode
  children: (item: Item) => ReactNode
}) {
  const say = useSay()
  const { path, cursor } = props
  const list = useInfiniteQuery<{ items: Item[] }, Refused>({
    queryKey: path.split('/').filter(Boolean),
    initialPageParam: undefined,
    queryFn: ({ pageParam }) =>
      ask(
        'GET',
        typeof pageParam === 'string'
          ? `${path}${path.includes('?') ? '&' : '?'}${cursor}=${pageParam}`
          : path,
      ),
    getNextPageParam: ({ items }) => (items.length < pageLength ? undefined : items.at(-1)?.id),
  })
  if (list.error && !list.data) {
    return <Failed error={list.error} retry={() => void list.refetch()} />
  }
  if (!list.data) return <Loading />
  const items = list.data.pages.flatMap((it) => it.items)
  if (items.length === 0) return props.empty
  return (
    <>
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {items.map((it) => (
          <li key={it.id}>{props.children(it)}</li>
        ))}
      </Stack>
      {list.error && <Failed error={list.error} />}
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
    </>
  )
}
