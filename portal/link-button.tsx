import { Button } from '@mantine/core'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { Icon, type IconName } from './icons.tsx'
import { useSay } from './say.tsx'

/** A quiet button that leads to another page; it stands beside the title of this one. */
export function LinkButton(props: { to: string; icon: IconName; words: Words }) {
  const say = useSay()
  return (
    <Button
      component={Link}
      href={props.to}
      variant="default"
      size="sm"
      leftSection={<Icon name={props.icon} />}
    >
      {say(props.words)}
    </Button>
  )
}
