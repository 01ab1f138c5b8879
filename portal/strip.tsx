import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { Words } from '#kernel/words'
import { Icon, type IconName } from './icons.tsx'
import { useSay } from './say.tsx'
import classes from './strip.module.css'

export type StripEntry = readonly [to: string, icon: IconName | undefined, words: Words]

/**
 * The ways between the pages of one room, or the parts of one page, as a strip under the title.
 *
 * @param props.here Which of them is shown, where the address alone does not say.
 */
export function Strip(props: { of: readonly StripEntry[]; label: Words; here?: string }) {
  const say = useSay()
  const [address] = useLocation()
  const { of, label, here = address } = props
  const strip = useRef<HTMLElement>(null)
  // On a narrow screen the strip is wider: the page that is shown is brought into sight.
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>('[aria-current]')
    if (current && strip.current) strip.current.scrollLeft = current.offsetLeft - 40
  }, [])
  return (
    <nav ref={strip} className={classes.links} aria-label={say(label)}>
      {of.map(([to, icon, words]) => (
        <Link
          key={to}
          href={to}
          className={classes.link ?? ''}
          aria-current={here === to ? 'page' : undefined}
        >
          {icon && <Icon name={icon} size={18} />}
          {say(words)}
        </Link>
      ))}
    </nav>
  )
}
