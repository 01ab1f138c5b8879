import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { SubsystemView } from '../contract.ts'
import type { ServiceView } from '../contract-catalogue.ts'
import { api } from './addresses.ts'
import { FieldChoice } from './field-choice.tsx'
import { type PurposeDraft, PurposeFields, purposeOf, readyPurpose } from './purpose-fields.tsx'
import { endOf, QuotaFields } from './quota-fields.tsx'

type Client = SubsystemView & { member: { vi: string; en: string } }

function inOneYear(): string {
  const at = now()
  return `${at.getFullYear() + 1}-${at.toISOString().slice(5, 10)}`
}

export function AskForm(props: {
  service: ServiceView
  clients: readonly Client[]
  onAsked: (id: string) => void
}) {
  const say = useSay()
  const { service, clients } = props
  const [clientId, setClient] = useState<string | null>(
    clients.length === 1 ? (clients[0]?.id ?? null) : null,
  )
  const [purpose, setPurpose] = useState<PurposeDraft>({
    vi: '',
    en: '',
    basis: '',
    byConsent: false,
  })
  const [fields, setFields] = useState<readonly string[]>([])
  const [quota, setQuota] = useState(() => ({ minute: 60, day: 10_000, until: inOneYear() }))
  const file = useAct<void, { id: string }>(
    () =>
      ask('POST', `${api}/requests`, {
        clientId,
        serviceId: service.id,
        purposes: [purposeOf(purpose)],
        endpoints: null,
        fields: fields.length === 0 ? null : fields,
        requestsPerMinute: quota.minute,
        requestsPerDay: quota.day,
        until: endOf(quota.until),
      }),
    [`${api}/requests`],
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    file.mutate(undefined, { onSuccess: ({ id }) => props.onAsked(id) })
  }
  const missing = whatIsMissing()
  function whatIsMissing(): Words | undefined {
    if (!clientId) return { vi: 'Chọn hệ thống sẽ hỏi.', en: 'Choose the system that will ask.' }
    if (!readyPurpose(purpose)) {
      return { vi: 'Ghi mục đích và căn cứ pháp lý.', en: 'Give the purpose and its legal basis.' }
    }
    if (service.fields.length > 0 && fields.length === 0) {
      return { vi: 'Chọn ít nhất một trường dữ liệu.', en: 'Choose at least one field.' }
    }
    if (!/^\d{4}-\d{2}-\d{2}$/.test(quota.until)) {
      return { vi: 'Ghi ngày kết thúc.', en: 'Give the day on which it ends.' }
    }
    return undefined
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Section title={say({ vi: 'Ai hỏi, để làm gì', en: 'Who asks, and what for' })}>
          <Stack>
            <Select
              label={say({ vi: 'Hệ thống sẽ hỏi', en: 'The system that will ask' })}
              data={clients.map((it) => ({
                value: it.id,
                label: `${say(it.name)} · ${say(it.member)}`,
              }))}
              value={clientId}
              onChange={setClient}
            />
            <PurposeFields
              value={purpose}
              consentable={service.subject !== null}
              onChange={setPurpose}
            />
          </Stack>
        </Section>
        {service.fields.length > 0 && (
          <Section
            title={say({ vi: 'Dữ liệu cần', en: 'What is needed' })}
            lead={say({
              vi: 'Chỉ chọn điều mục đích cần: phần còn lại sẽ bị cắt khỏi câu trả lời, và yêu cầu được duyệt nhanh hơn.',
              en: 'Only what the purpose needs. The rest is cut from answers, and you are answered sooner.',
            })}
          >
            <FieldChoice of={service.fields} value={fields} onChange={setFields} />
          </Section>
        )}
        <Section title={say({ vi: 'Bao nhiêu, đến khi nào', en: 'How much, and until when' })}>
          <QuotaFields value={quota} onChange={setQuota} />
        </Section>
        {file.error && <Failed error={file.error} />}
        <Group>
          <Button type="submit" loading={file.isPending} disabled={missing !== undefined}>
            {say({ vi: 'Gửi yêu cầu', en: 'Send the request' })}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {missing && say(missing)}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}
