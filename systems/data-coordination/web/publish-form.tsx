import {
  Button,
  Group,
  Loader,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import '@mantine/core/styles/NumberInput.css'
import { type FormEvent, useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { SubsystemView } from '../contract.ts'
import type { ServiceView } from '../contract-catalogue.ts'
import type { Term } from '../domain/term.ts'
import { api } from './addresses.ts'
import type { ReadContract } from './contract-reading.ts'
import { FieldMapping } from './field-mapping.tsx'
import { Protection } from './protection.tsx'
import {
  type Draft,
  draftAfter,
  draftOf,
  missingOf,
  nextVersion,
  sentOf,
  versionOf,
} from './publish-draft.ts'

type System = SubsystemView & { member: { vi: string; en: string } }
type Props = {
  contract: ReadContract
  systems: readonly System[]
  /** A new version of this one. */
  service?: ServiceView
  onPublished: (id: string) => void
}

/** Waits for the dictionary, so that fields come with their guessed meaning. */
export function PublishForm(props: Props) {
  const terms = useAnswer<{ items: Term[] }>(`${api}/terms`)
  if (terms.isPending) return <Loader />
  return <Form {...props} terms={terms.data?.items ?? []} />
}

function Form({
  contract,
  systems,
  service,
  onPublished,
  terms,
}: Props & { terms: readonly Term[] }) {
  const say = useSay()
  const [it, setIt] = useState<Draft>(() => {
    const fresh = draftOf(contract, terms)
    if (service) return draftAfter(service, fresh)
    return { ...fresh, subsystemId: systems.length === 1 ? (systems[0]?.id ?? null) : null }
  })
  const change = (some: Partial<Draft>) => setIt({ ...it, ...some })
  const publish = useAct<void>(async () => {
    if (service) {
      const path = `${api}/services/${service.id}/versions`
      await ask('POST', path, versionOf(it, contract.text, service))
      return onPublished(service.id)
    }
    const sent = sentOf(it, contract.text)
    onPublished((await ask<{ id: string }>('POST', `${api}/services`, sent)).id)
  }, [api])
  const missing = missingOf(it)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    publish.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <InWords it={it} systems={systems} fixed={service !== undefined} onChange={change} />
        {it.fields.length > 0 && (
          <FieldMapping
            fields={it.fields}
            terms={terms}
            onChange={(fields) => change({ fields })}
          />
        )}
        <Protection it={it} endpoints={contract.outline.endpoints} onChange={change} />
        <Promise it={it} onChange={change} />
        {publish.error && <Failed error={publish.error} />}
        <Group>
          <Button type="submit" loading={publish.isPending} disabled={missing !== undefined}>
            {service
              ? `${say({ vi: 'Công bố phiên bản', en: 'Publish version' })} ${nextVersion(service.version)}`
              : say({ vi: 'Công bố', en: 'Publish' })}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {say(
              missing ?? {
                vi: 'Xuất hiện trong danh mục và ở mọi cổng trong vài giây.',
                en: 'It is in the catalogue, and known to every gateway, within seconds.',
              },
            )}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}

type Part = { it: Draft; onChange: (some: Partial<Draft>) => void }

function InWords(props: Part & { systems: readonly System[]; fixed: boolean }) {
  const { it, systems, fixed, onChange } = props
  const say = useSay()
  const line = (key: 'vi' | 'en' | 'code', label: Words, description?: string) => (
    <TextInput
      label={say(label)}
      description={description}
      maxLength={key === 'code' ? 64 : 300}
      readOnly={key === 'code' && fixed}
      value={it[key]}
      onChange={(event) => onChange({ [key]: event.currentTarget.value })}
    />
  )
  const area = (key: 'aboutVi' | 'aboutEn', label: Words) => (
    <Textarea
      label={say(label)}
      autosize
      minRows={2}
      maxLength={2_000}
      value={it[key]}
      onChange={(event) => onChange({ [key]: event.currentTarget.value })}
    />
  )
  const system = systems.find(({ id }) => id === it.subsystemId)
  return (
    <Section title={say({ vi: '2. Nói bằng lời thường', en: '2. In plain words' })}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={say({ vi: 'Hệ thống cung cấp', en: 'Whose service it is' })}
            description={say({ vi: 'Cổng của hệ thống này sẽ trả lời', en: 'Its gateway answers' })}
            data={systems.map((of) => ({
              value: of.id,
              label: `${say(of.name)} · ${say(of.member)}`,
            }))}
            readOnly={fixed}
            value={it.subsystemId}
            onChange={(subsystemId) => onChange({ subsystemId })}
          />
          {line('code', { vi: 'Mã dịch vụ', en: 'Code' }, `${system?.code ?? '…'}/${it.code}`)}
          {line('vi', { vi: 'Tên dịch vụ', en: 'Name in Vietnamese' })}
          {line('en', { vi: 'Tên tiếng Anh', en: 'Name in English' })}
          {area('aboutVi', { vi: 'Cung cấp gì', en: 'What it gives, in Vietnamese' })}
          {area('aboutEn', { vi: 'Cung cấp gì, bằng tiếng Anh', en: 'What it gives, in English' })}
        </SimpleGrid>
      </Stack>
    </Section>
  )
}

function Promise({ it, onChange }: Part) {
  const say = useSay()
  return (
    <Section title={say({ vi: '5. Cam kết và địa chỉ', en: '5. Promise and address' })}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberInput
          label={say({ vi: 'Tỷ lệ trả lời (%)', en: 'Answered (%)' })}
          description={say({ vi: 'trên tổng số lượt hỏi', en: 'of all requests' })}
          min={0}
          max={100}
          decimalScale={3}
          value={it.availability}
          onChange={(value) => onChange({ availability: Number(value) })}
        />
        <NumberInput
          label={say({ vi: 'Thời gian p95 (ms)', en: 'Time p95 (ms)' })}
          description={say({ vi: '95 trên 100 câu trả lời', en: '95 of 100 answers' })}
          min={1}
          max={30_000}
          value={it.p95Ms}
          onChange={(value) => onChange({ p95Ms: Number(value) })}
        />
        <TextInput
          label={say({ vi: 'Địa chỉ trong mạng của bạn', en: 'Address in your network' })}
          description={say({ vi: 'Chỉ cổng của bạn thấy', en: 'Only your gateway sees it' })}
          placeholder="http://10.0.0.5:9000/vehicles"
          maxLength={500}
          value={it.targetUrl}
          onChange={(event) => onChange({ targetUrl: event.currentTarget.value })}
        />
      </SimpleGrid>
    </Section>
  )
}
