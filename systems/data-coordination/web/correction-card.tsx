import { Badge, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import { day } from '#portal/format.ts'
import { cardClass } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { CorrectionView } from '../contract-linking.ts'
import { toWorkshop } from './workshop-addresses.ts'

export const correctionColors: Record<CorrectionView['state'], string> = {
  filed: 'gold',
  seen: 'gold',
  accepted: 'jade',
  refused: 'lacquer',
  applied: 'jade',
}

/** What is said to be wrong, how it stands, and how old it is. */
export function CorrectionCard({ of: it }: { of: CorrectionView }) {
  const say = useSay()
  return (
    <Link href={toWorkshop.correction(it.id)} className={cardClass}>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <Text fw={600} style={{ minWidth: 0 }}>
          {it.dataset} · {it.field}
        </Text>
        <Badge
          variant="light"
          color={correctionColors[it.state]}
          tt="none"
          style={{ flexShrink: 0 }}
        >
          {say(it.stateWords)}
        </Badge>
      </Group>
      <Text size="sm">
        <s>{it.holds}</s> → <b>{it.should}</b>
      </Text>
      <Group gap="xs" mt={4}>
        <Text size="sm" c="dimmed">
          {it.member} · {say({ vi: 'gửi', en: 'filed' })} {day(it.filedAt)}
        </Text>
        <Badge variant="light" color={it.late ? 'lacquer' : 'gray'} tt="none" fw={400}>
          {it.late
            ? say({ vi: `Quá hạn, đã ${it.ageDays} ngày`, en: `Overdue, ${it.ageDays} days old` })
            : say({ vi: `${it.ageDays} ngày`, en: `${it.ageDays} days old` })}
        </Badge>
      </Group>
    </Link>
  )
}
