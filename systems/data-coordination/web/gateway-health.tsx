import { SimpleGrid, Text } from '@mantine/core'
import type { Words } from '#kernel/words'
import { now } from '#portal/browser.ts'
import { count, day, relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { GatewayView } from '../contract.ts'

type Sign = { words: Words; value: string; detail?: string; good: boolean }

/** How a gateway is, in five signs that one can read from across the room. */
export function GatewayHealth(props: { of: GatewayView; seen: NonNullable<GatewayView['seen']> }) {
  const say = useSay()
  const { of: it, seen } = props
  const { configurationsBehind: behind } = seen
  const daysLeft = (Date.parse(seen.certificatesEndAt) - now().getTime()) / 86_400_000
  const signs: Sign[] = [
    {
      words: { vi: 'Báo về lần cuối', en: 'Last heard of' },
      value: relative(seen.at, now(), say.language),
      detail: `ndc ${seen.version}`,
      good: it.online,
    },
    {
      words: { vi: 'Cấu hình đang giữ', en: 'Configuration held' },
      value: `${say({ vi: 'phiên bản', en: 'version' })} ${seen.configuration}`,
      detail: say(
        behind === 0
          ? { vi: 'mới nhất', en: 'the newest' }
          : {
              vi: `chậm ${count(behind, 'vi')} phiên bản`,
              en: `${count(behind, 'en')} behind`,
            },
      ),
      good: behind === 0,
    },
    {
      words: { vi: 'Chứng thư hết hạn', en: 'Certificates end' },
      value: relative(seen.certificatesEndAt, now(), say.language),
      detail: day(seen.certificatesEndAt),
      good: daysLeft > 20,
    },
    {
      words: { vi: 'Chờ dấu thời gian', en: 'Wait for a time-stamp' },
      value: count(seen.unstamped, say.language),
      detail: say({ vi: 'bản ghi', en: 'records' }),
      good: seen.unstamped < 100_000,
    },
    {
      words: { vi: 'Lệch đồng hồ', en: 'Clock is off by' },
      value: `${count(seen.clockOffsetMs, say.language)} ms`,
      good: Math.abs(seen.clockOffsetMs) < 5_000,
    },
  ]
  return (
    <Section title={say({ vi: 'Tình trạng', en: 'Health' })}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="md">
        {signs.map((sign) => (
          <div key={sign.words.en}>
            <Text size="sm" c="dimmed">
              {say(sign.words)}
            </Text>
            <Text fw={600} style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
              <span style={{ color: sign.good ? 'var(--mantine-color-jade-6)' : 'var(--gold)' }}>
                <Icon name={sign.good ? 'check' : 'warning'} size={18} />
              </span>
              {sign.value}
            </Text>
            {sign.detail && (
              <Text size="xs" c="dimmed">
                {sign.detail}
              </Text>
            )}
          </div>
        ))}
      </SimpleGrid>
    </Section>
  )
}
