import { Select } from '@mantine/core'
import type { Words } from '#kernel/words'
import { useSay } from '#portal/say.tsx'

/** A choice that may be left open. */
export function Choice(props: {
  label: Words
  of: readonly (readonly [value: string, words: { vi: string; en: string }])[]
  value: string | null
  onChange: (value: string | null) => void
}) {
  const say = useSay()
  return (
    <Select
      clearable
      searchable={props.of.length > 8}
      label={say(props.label)}
      placeholder={say({ vi: 'Mọi', en: 'Any' })}
      data={props.of.map(([value, words]) => ({ value, label: say(words) }))}
      value={props.value}
      onChange={props.onChange}
    />
  )
}
