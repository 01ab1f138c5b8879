import { useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { Words } from '#kernel/words'
import { Icon, type IconName } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { to } from './addresses.ts'
import classes from './exchange.module.css'

type Entry = readonly [to: string, icon: IconName, words: Words, role?: string]

const entries: Entry[] = [
  [to.catalogue, 'catalogue', { vi: 'Danh mục', en: 'Catalogue' }],
  [to.requests, 'key', { vi: 'Yêu cầu, quyền', en: 'Requests, access' }, 'data-steward'],
  [to.registry, 'gate', { vi: 'Thành viên, cổng', en: 'Members, gateways' }],
  [to.flows, 'exchange', { vi: 'Ai hỏi ai', en: 'Who asks whom' }],
  [to.sharing, 'bars', { vi: 'Ai chưa chia sẻ', en: 'Who does not share' }],
  [to.changes, 'list', { vi: 'Thay đổi', en: 'Changes' }],
]

/** The ways between the pages of the exchange, for the officials who look after it. */
export function RoomLinks() {
  const say = useSay()
  const { has } = useSession()
  const [here] = useLocation()
  const strip = useRef<HTMLElement>(null)
  // On a narrow screen the strip is wider: the page that is shown is brought into sight.
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>('[aria-current]')
    if (current && strip.current) strip.current.scrollLeft = current.offsetLeft - 40
  }, [])
  if (!has('data-steward') && !has('operator')) return null
  const shown = entries.filter(([, , , role]) => !role || has(role))
  return (
    <nav
      ref={strip}
      className={classes.links}
      aria-label={say({ vi: 'Trục chia sẻ dữ liệu', en: 'Data exchange' })}
    >
      {shown.map(([address, icon, words]) => (
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
