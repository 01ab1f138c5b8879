import { Link, useLocation } from 'wouter'
import type { Words } from '#kernel/words'
import { Icon, type IconName } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import classes from './exchange.module.css'
import { toWorkshop } from './workshop-addresses.ts'

const entries: readonly (readonly [to: string, icon: IconName, words: Words])[] = [
  [toWorkshop.start, 'catalogue', { vi: 'Bộ dữ liệu', en: 'Datasets' }],
  [toWorkshop.reviews, 'people', { vi: 'Rà soát', en: 'Review' }],
  [toWorkshop.links, 'share', { vi: 'Liên kết', en: 'Links' }],
  [toWorkshop.correctionQueue, 'pen', { vi: 'Đính chính', en: 'Corrections' }],
  [toWorkshop.dictionary, 'list', { vi: 'Từ điển', en: 'Dictionary' }],
]

/** The ways between the pages of the workshop. */
export function WorkshopLinks() {
  const say = useSay()
  const [here] = useLocation()
  return (
    <nav
      className={classes.links}
      aria-label={say({ vi: 'Xưởng xử lý dữ liệu', en: 'Data workshop' })}
    >
      {entries.map(([address, icon, words]) => (
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
