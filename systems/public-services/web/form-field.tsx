import { Checkbox, Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { DayInput } from '#portal/fields.tsx'
import { useSay } from '#portal/say.tsx'
import type { EvidenceView, FieldView } from '../contract.ts'
import type { AnswerValue } from './autosave.ts'
import { FilesField } from './files-field.tsx'

type Props = {
  caseId: string
  field: FieldView
  value: AnswerValue
  error: string | undefined
  evidence: readonly EvidenceView[]
  onChange: (value: AnswerValue) => void
}

/** One question, and whether its answer is found wrong. */
export function FormField(props: Props) {
  return (
    <div data-wrong={props.error ? '' : undefined}>
      <Question {...props} />
    </div>
  )
}

/** Drawn by its kind. */
function Question(props: Props) {
  const { field, value, error, onChange } = props
  const say = useSay()
  const text = typeof value === 'string' ? value : ''
  const about = {
    label: say(field.words),
    error,
    withAsterisk: field.required,
    ...(field.help && { description: say(field.help) }),
  }
  switch (field.kind) {
    case 'choice':
      return (
        <Radio.Group
          {...about}
          value={typeof value === 'string' ? value : null}
          onChange={onChange}
        >
          <Stack gap="xs" mt="xs">
            {field.options?.map((it) => (
              <Radio.Card key={it.value} value={it.value} p="sm" radius="md">
                <Group wrap="nowrap" align="flex-start">
                  <Radio.Indicator />
                  <div>
                    <Text>{say(it.words)}</Text>
                    {it.note && (
                      <Text size="sm" c="dimmed">
                        {say(it.note)}
                      </Text>
                    )}
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </Stack>
        </Radio.Group>
      )
    case 'yes-no':
      return (
        <Radio.Group
          {...about}
          value={value === true ? 'yes' : value === false ? 'no' : null}
          onChange={(it) => onChange(it === 'yes')}
        >
          <Group mt="xs">
            <Radio value="yes" label={say({ vi: 'Có', en: 'Yes' })} />
            <Radio value="no" label={say({ vi: 'Không', en: 'No' })} />
          </Group>
        </Radio.Group>
      )
    case 'choices':
      return (
        <Checkbox.Group
          {...about}
          value={Array.isArray(value) ? [...value] : []}
          onChange={onChange}
        >
          <Stack gap="xs" mt="xs">
            {field.options?.map((it) => (
              <Checkbox key={it.value} value={it.value} label={say(it.words)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )
    case 'long-text':
      return (
        <Textarea
          {...about}
          autosize
          minRows={3}
          maxLength={field.maxLength ?? 2_000}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'day':
      return <DayInput {...about} value={text} onChange={onChange} />
    case 'files':
      return <FilesField {...props} />
    default:
      return (
        <TextInput
          {...about}
          {...inputs[field.kind]}
          maxLength={field.maxLength ?? 200}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

const inputs: Partial<Record<FieldView['kind'], object>> = {
  email: { type: 'email', inputMode: 'email', autoComplete: 'email' },
  phone: { type: 'tel', inputMode: 'tel', autoComplete: 'tel' },
  'personal-number': { inputMode: 'numeric', maxLength: 12, autoComplete: 'off' },
  time: { type: 'time' },
}
