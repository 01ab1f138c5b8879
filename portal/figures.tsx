import { SimpleGrid, Text } from '@mantine/core'
import type { Words } from '#kernel/words'
import classes from './page.module.css'
import { useSay } from './say.tsx'

/** A few numbers at a glance, each over what it counts. */
export function Figures({ of }: { of: readonly (readonly [value: string, words: Words])[] }) {
  const say = useSay()
  return (
    <SimpleGrid cols={{ base: 2, md: of.length }} spacing="sm">
      {of.map(([value, words]) => (
        <div key={words.en} className={classes.card}>
          <div className={classes.figure}>{value}</div>
          <Text size="sm" c="dimmed">
            {say(words)}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  )
}
