import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { Words } from '#kernel/words'
import { Icon, type IconName } from './icons.tsx'
import { useSay } from './say.tsx'
import classes from './strip.module.css'

export type StripEntry = readonly [to: string, icon: IconName, words: Words]

/** The ways between the pages of one room, as a strip under the title. */
export function Strip({ of, label }: { of: readonly StripEntry[]; label: Words }) {
  const say = useSay()
  const [here] = useLocation()
  const strip = useRef<HTMLElement>(null)
  // On a narrow screen the strip is wider: the page that is shown is brought into sight.
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>('[aria-current]')
    if (current && strip.current) strip.current.scrollLeft = current.offsetLeft - 40
  }, [])
  return (
    <nav ref={strip} className={classes.links} aria-label={say(label)}>
      {of.map(([address, icon, words]) => (
        <Link
          key={address}
          href={address}
          className={classes.link ?? ''}
          aria-current={here === address ? 'page' : undefined}
        >
          <Icon name={icon} size={18} />
          {say(words)}
        </Link>
      ))}
    </nav>
  )
}
