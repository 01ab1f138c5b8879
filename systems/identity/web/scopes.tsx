import { List } from '@mantine/core'
import type { Words } from '#kernel/words'
import { useSay } from '#portal/say.tsx'

/** What somebody asks to know or do, each in words. */
export function Scopes({ of }: { of: readonly { scope: string; words: Words }[] }) {
  const say = useSay()
  return (
    <List size="sm">
      {of.map(({ scope, words }) => (
        <List.Item key={scope}>{say(words)}</List.Item>
      ))}
    </List>
  )
}
