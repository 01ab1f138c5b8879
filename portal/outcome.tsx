import { Icon, type IconName } from './icons.tsx'
import { useSay } from './say.tsx'

const outcomes: Record<string, { icon: IconName; color: string; vi: string; en: string }> = {
  passed: { icon: 'check', color: 'var(--mantine-color-jade-7)', vi: 'Đạt', en: 'Passed' },
  failed: { icon: 'close', color: 'var(--mantine-color-lacquer-6)', vi: 'Không đạt', en: 'Failed' },
  caution: { icon: 'warning', color: 'var(--gold)', vi: 'Lưu ý', en: 'Caution' },
  unknown: { icon: 'information', color: 'var(--gold)', vi: 'Chưa rõ', en: 'Unknown' },
}

/** How one check came out, as a sign with a name. */
export function Outcome({ outcome }: { outcome: string }) {
  const say = useSay()
  const it = outcomes[outcome] ?? outcomes['unknown']
  if (!it) return null
  return (
    <span style={{ color: it.color }} role="img" aria-label={say(it)}>
      <Icon name={it.icon} />
    </span>
  )
}
