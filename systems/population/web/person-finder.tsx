import { Button, Group, Stack, Text } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { PersonalNumberInput } from '#portal/fields.tsx'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { PersonView } from '../contract.ts'
import { sexWords } from './words.ts'

/** Another person of an event, found by personal number, or picked among those who are near. */
export function PersonFinder(props: {
  label: string
  description?: string
  value: PersonView | null
  near?: PersonView['relatives']
  error?: string | undefined
  onChange: (person: PersonView | null) => void
}) {
  const say = useSay()
  const { value, onChange } = props
  const [number, setNumber] = useState('')
  const find = useAct<void>(async () =>
    onChange(await ask('POST', '/api/population/v1/people/look-up', { number })),
  )
  const open = useAct<string>(async (id) =>
    onChange(await ask('GET', `/api/population/v1/people/${id}`)),
  )
  if (value) {
    return (
      <Found label={props.label} of={value} error={props.error} onClear={() => onChange(null)} />
    )
  }
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    if (number.length === 12) find.mutate()
  }
  const refused = (find.error ?? open.error)?.problem.detail
  return (
    <Stack gap="xs" w="100%">
      <Group align="flex-end" gap="xs">
        <PersonalNumberInput
          label={props.label}
          style={{ flex: '1 1 240px' }}
          {...(props.description && { description: props.description })}
          value={number}
          error={props.error ?? refused}
          onChange={setNumber}
          onKeyDown={onEnter}
        />
        <Button
          variant="default"
          leftSection={<Icon name="search" size={18} />}
          loading={find.isPending}
          disabled={number.length !== 12}
          onClick={() => find.mutate()}
        >
          {say({ vi: 'Tìm', en: 'Find' })}
        </Button>
      </Group>
      {props.near && props.near.some((it) => it.personId) && (
        <Group gap={6}>
          <Text size="sm" c="dimmed">
            {say({ vi: 'Hoặc người thân:', en: 'Or a relative:' })}
          </Text>
          {props.near.map(
            ({ personId, fullName }) =>
              personId && (
                <Button
                  key={personId}
                  size="compact-sm"
                  variant="light"
                  color="gray"
                  disabled={open.isPending}
                  onClick={() => open.mutate(personId)}
                >
                  {fullName}
                </Button>
              ),
          )}
        </Group>
      )}
    </Stack>
  )
}

function Found(props: {
  label: string
  of: PersonView
  error?: string | undefined
  onClear: () => void
}) {
  const say = useSay()
  const { of: it } = props
  return (
    <div style={{ width: '100%' }}>
      <Text fw={500} mb={4}>
        {props.label}
      </Text>
      <Group className={cardClass} justify="space-between" wrap="nowrap" p="sm">
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>{it.fullName}</Text>
          <Text size="sm" c="dimmed">
            {day(it.birthOn)} · {say(sexWords[it.sex])}
            {it.permanentResidence && ` · ${it.permanentResidence.text}`}
          </Text>
        </div>
        <Button
          size="compact-sm"
          variant="default"
          style={{ flexShrink: 0 }}
          onClick={props.onClear}
        >
          {say({ vi: 'Chọn lại', en: 'Change' })}
        </Button>
      </Group>
      {props.error && (
        <Text size="sm" c="var(--mantine-color-error)" mt={4} role="alert">
          {props.error}
        </Text>
      )}
    </div>
  )
}
