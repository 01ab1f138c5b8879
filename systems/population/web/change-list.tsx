import { Text, VisuallyHidden } from '@mantine/core'
import { Icon } from '#portal/icons.tsx'
import { Facts } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { Effect } from './effects.ts'

/** What was and what is, item under item; what stays the same is left out. */
export function ChangeList({ of }: { of: readonly Effect[] }) {
  const changed = of.filter(({ from, to }) => from !== to)
  if (changed.length === 0) return null
  return <Facts of={changed.map((it) => [titled(it.item), <Change key={it.item} of={it} />])} />
}

function Change({ of: it }: { of: Effect }) {
  const say = useSay()
  return (
    <>
      <Text span c="dimmed" mr={8}>
        <VisuallyHidden>{say({ vi: 'Trước: ', en: 'Before: ' })}</VisuallyHidden>
        {it.from}
      </Text>
      <span style={{ display: 'inline-flex', gap: 4, alignItems: 'baseline' }}>
        <Icon name="right" size={14} />
        <VisuallyHidden>{say({ vi: 'Sau: ', en: 'After: ' })}</VisuallyHidden>
        <span>{it.to}</span>
      </span>
      {it.late && (
        <Text size="xs" c="dimmed">
          {say({
            vi: 'Đã có thay đổi muộn hơn: chỉ ghi vào lịch sử, giá trị hiện tại giữ nguyên.',
            en: 'A later change is known: this enters the history only; the present stays.',
          })}
        </Text>
      )}
    </>
  )
}

function titled(words: string): string {
  return words.charAt(0).toLocaleUpperCase('vi') + words.slice(1)
}
