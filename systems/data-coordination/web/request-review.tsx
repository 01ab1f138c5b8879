import {
  Button,
  Checkbox,
  Group,
  Radio,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
} from '@mantine/core'
import { useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import type { RequestView } from '../contract-grants.ts'
import { type RefusalReason, refusalReasons } from '../domain/request.ts'
import { api } from './addresses.ts'
import { FieldChoice } from './field-choice.tsx'
import { endOf, QuotaFields } from './quota-fields.tsx'

type Way = 'approval' | 'question' | 'refusal'

/** The owner's steward gives what was asked or less of it, asks back, or refuses with a reason. */
export function RequestReview(props: { of: RequestView; service: ServiceView }) {
  const say = useSay()
  const [way, setWay] = useState<Way>('approval')
  return (
    <Section title={say({ vi: 'Trả lời của cơ quan chủ quản', en: 'The owner’s answer' })}>
      <Stack>
        <SegmentedControl
          fullWidth
          aria-label={say({ vi: 'Cách trả lời', en: 'How to answer' })}
          value={way}
          onChange={setWay}
          data={[
            { value: 'approval', label: say({ vi: 'Cấp quyền', en: 'Approve' }) },
            { value: 'question', label: say({ vi: 'Hỏi lại', en: 'Ask back' }) },
            { value: 'refusal', label: say({ vi: 'Từ chối', en: 'Refuse' }) },
          ]}
        />
        {way === 'approval' && <Approval {...props} />}
        {way === 'question' && <Question of={props.of} />}
        {way === 'refusal' && <Refusal of={props.of} />}
      </Stack>
    </Section>
  )
}

function Approval({ of: it, service }: { of: RequestView; service: ServiceView }) {
  const say = useSay()
  const asked = it.fields ?? service.fields.map(({ name }) => name)
  const [purposes, setPurposes] = useState<string[]>(it.purposes.map(({ code }) => code))
  const [fields, setFields] = useState<readonly string[]>(asked)
  const most = {
    minute: it.requestsPerMinute,
    day: it.requestsPerDay,
    until: it.until.slice(0, 10),
  }
  const [quota, setQuota] = useState(most)
  const approve = useAct<void>(
    () =>
      ask('POST', `${api}/requests/${it.id}/approval`, {
        purposes,
        ...(fields.length < service.fields.length && { fields }),
        requestsPerMinute: quota.minute,
        requestsPerDay: quota.day,
        ...(quota.until !== most.until && { until: endOf(quota.until) }),
      }),
    [api],
  )
  const nothing = purposes.length === 0 || (service.fields.length > 0 && fields.length === 0)
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {say({
          vi: 'Có thể cấp ít hơn mức được xin; không cấp nhiều hơn.',
          en: 'You may give less than was asked, never more.',
        })}
      </Text>
      {it.purposes.length > 1 && (
        <Checkbox.Group
          label={say({ vi: 'Mục đích được chấp nhận', en: 'Purposes allowed' })}
          value={purposes}
          onChange={setPurposes}
        >
          <Stack gap="xs" mt="xs">
            {it.purposes.map((of) => (
              <Checkbox key={of.code} value={of.code} label={say(of.words)} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      {service.fields.length > 0 && (
        <FieldChoice
          of={service.fields.filter(({ name }) => asked.includes(name))}
          value={fields}
          onChange={setFields}
        />
      )}
      <QuotaFields value={quota} most={most} onChange={setQuota} />
      {approve.error && <Failed error={approve.error} />}
      <Group>
        <Button disabled={nothing} loading={approve.isPending} onClick={() => approve.mutate()}>
          {say({ vi: 'Cấp quyền', en: 'Give access' })}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {nothing
            ? say({
                vi: 'Chọn ít nhất một mục đích và một trường, hoặc từ chối.',
                en: 'Choose at least one purpose and one field, or refuse.',
              })
            : say({
                vi: 'Có hiệu lực ở mọi cổng trong vài giây.',
                en: 'Every gateway knows within seconds.',
              })}
        </Text>
      </Group>
    </Stack>
  )
}

function Question({ of: it }: { of: RequestView }) {
  const say = useSay()
  const [text, setText] = useState('')
  const send = useAct<void>(
    () => ask('POST', `${api}/requests/${it.id}/question`, { text: text.trim() }),
    [`${api}/requests`],
  )
  return (
    <Stack>
      <Textarea
        label={say({ vi: 'Điều cần biết thêm', en: 'What you need to know' })}
        autosize
        minRows={2}
        maxLength={1_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {send.error && <Failed error={send.error} />}
      <Group>
        <Button
          disabled={text.trim().length < 5}
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          {say({ vi: 'Hỏi bên xin', en: 'Ask them' })}
        </Button>
      </Group>
    </Stack>
  )
}

function Refusal({ of: it }: { of: RequestView }) {
  const say = useSay()
  const [reason, setReason] = useState<RefusalReason | null>(null)
  const [note, setNote] = useState('')
  const refuse = useAct<void>(
    () => ask('POST', `${api}/requests/${it.id}/refusal`, { reason, note: note.trim() }),
    [`${api}/requests`],
  )
  const ready = reason !== null && note.trim().length >= 10
  return (
    <Stack>
      <Radio.Group label={say({ vi: 'Lý do', en: 'Reason' })} value={reason} onChange={setReason}>
        <Stack gap="xs" mt="xs">
          {Object.entries(refusalReasons).map(([code, words]) => (
            <Radio key={code} value={code} label={say(words)} />
          ))}
        </Stack>
      </Radio.Group>
      <Textarea
        label={say({
          vi: 'Giải thích, và điều gì sẽ giúp được duyệt',
          en: 'Explain, and say what would help',
        })}
        autosize
        minRows={2}
        maxLength={1_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {refuse.error && <Failed error={refuse.error} />}
      <Group>
        <Button disabled={!ready} loading={refuse.isPending} onClick={() => refuse.mutate()}>
          {say({ vi: 'Từ chối', en: 'Refuse' })}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {!ready &&
            say({
              vi: 'Chọn lý do và giải thích ít nhất 10 chữ cái.',
              en: 'Choose a reason, and explain it.',
            })}
        </Text>
      </Group>
    </Stack>
  )
}
