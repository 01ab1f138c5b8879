import { NumberInput, SimpleGrid } from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { DayInput } from '#portal/fields.tsx'
import { useSay } from '#portal/say.tsx'

export type Quota = { minute: number; day: number; until: string }

/** The end of a day in Vietnamese time. */
export function endOf(day: string): string {
  return `${day}T23:59:59+07:00`
}

/** How often somebody may ask, and until when; no more than `most`, where that is said. */
export function QuotaFields(props: {
  value: Quota
  most?: Quota
  onChange: (value: Quota) => void
}) {
  const say = useSay()
  const { value, most, onChange } = props
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <NumberInput
        label={say({ vi: 'Lượt mỗi phút', en: 'Requests a minute' })}
        min={1}
        max={most?.minute ?? 1_000_000}
        value={value.minute}
        onChange={(it) => onChange({ ...value, minute: Number(it) })}
      />
      <NumberInput
        label={say({ vi: 'Lượt mỗi ngày', en: 'Requests a day' })}
        min={1}
        max={most?.day ?? 100_000_000}
        value={value.day}
        onChange={(it) => onChange({ ...value, day: Number(it) })}
      />
      <DayInput
        label={say({ vi: 'Đến hết ngày', en: 'Until' })}
        value={value.until}
        onChange={(until) => onChange({ ...value, until })}
      />
    </SimpleGrid>
  )
}
