import { PinInput, Stack, Text, TextInput, type TextInputProps } from '@mantine/core'
import { useId, useState } from 'react'
import { day, readDay } from './format.ts'
import { useSay } from './say.tsx'

type About = Omit<TextInputProps, 'value' | 'onChange'>

/** A date typed as dd/mm/yyyy; what is not a day yet is handed on as typed. */
export function DayInput(props: About & { value: string; onChange: (value: string) => void }) {
  const { value, onChange, ...about } = props
  const say = useSay()
  const [typed, setTyped] = useState(() => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : value))
  return (
    <TextInput
      {...about}
      inputMode="numeric"
      placeholder={say({ vi: 'ngày/tháng/năm', en: 'dd/mm/yyyy' })}
      maxLength={10}
      value={typed}
      onChange={(event) => {
        const text = event.currentTarget.value
        setTyped(text)
        onChange(readDay(text) ?? text)
      }}
    />
  )
}

/** The twelve digits of a person; spaces that people type between them are let go. */
export function PersonalNumberInput(
  props: About & { value: string; onChange: (value: string) => void },
) {
  const { value, onChange, ...about } = props
  const say = useSay()
  return (
    <TextInput
      label={say({ vi: 'Số định danh cá nhân', en: 'Personal number' })}
      description={say({ vi: '12 chữ số trên thẻ căn cước', en: '12 digits, on the card' })}
      {...about}
      inputMode="numeric"
      autoComplete="off"
      maxLength={20}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replace(/\D/g, '').slice(0, 12))}
    />
  )
}

/** A short code, one box for each sign. */
export function CodeInput(props: {
  label: string
  length: number
  value: string
  error?: boolean
  onChange: (value: string) => void
}) {
  const id = useId()
  return (
    <Stack gap={4} role="group" aria-labelledby={id} w="100%">
      <Text fw={500} id={id}>
        {props.label}
      </Text>
      <PinInput
        size="lg"
        type="number"
        inputMode="numeric"
        oneTimeCode
        placeholder=""
        length={props.length}
        value={props.value}
        onChange={props.onChange}
        error={props.error ?? false}
        gap={6}
        styles={{
          root: { width: '100%', maxWidth: props.length * 56 },
          pinInput: { flex: '1 1 0', minWidth: 0 },
          input: { width: '100%' },
        }}
        getInputProps={(at) => ({ 'aria-label': `${props.label}: ${at + 1}/${props.length}` })}
      />
    </Stack>
  )
}
