import { Button, Group, SimpleGrid } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ask, queryKeyOf, type Refused } from './ask.ts'
import { useSay } from './say.tsx'
import { Failed, Loading } from './states.tsx'

/**
 * A list of the API that may be long: read a page at a time, each from where the last one ended.
 *
 * @param cursor The name of the query parameter that takes the key of the last item seen.
 * @param pageLength How many items a full page has.
 */
export function LongList<Item>(props: {
  path: string
  cursor: 'before' | 'after'
  keyOf: (item: Item) => string
  pageLength?: number
  /** How many stand beside each other where there is room. */
  columns?: number
  empty?: ReactNode
  children: (item: Item) => ReactNode
}) {
  const say = useSay()
  const { path, cursor, keyOf, pageLength = 20, columns = 1 } = props
  const list = useInfiniteQuery<{ items: Item[] }, Refused>({
    queryKey: queryKeyOf(path),
    initialPageParam: undefined,
    queryFn: ({ pageParam }) =>
      ask(
        'GET',
        typeof pageParam === 'string'
          ? `${path}${path.includes('?') ? '&' : '?'}${cursor}=${pageParam}`
          : path,
      ),
    getNextPageParam: ({ items }) => {
      const last = items.at(-1)
      return last && items.length >= pageLength ? keyOf(last) : undefined
    },
  })
  if (list.error && !list.data) {
    return <Failed error={list.error} retry={() => void list.refetch()} />
  }
  if (!list.data) return <Loading />
  const items = list.data.pages.flatMap((it) => it.items)
  if (items.length === 0) return props.empty
  return (
    <>
      <SimpleGrid
        cols={{ base: 1, md: columns }}
        spacing="sm"
        component="ul"
        p={0}
        m={0}
        style={{ listStyle: 'none' }}
      >
        {items.map((it) => (
          <li key={keyOf(it)}>{props.children(it)}</li>
        ))}
      </SimpleGrid>
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
