import { Alert, Badge, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { count, day, moment, relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import type { RequestView } from '../contract-grants.ts'
import { api, to } from './addresses.ts'
import { RequestReview } from './request-review.tsx'
import { requestStates } from './request-words.ts'

/** One request for access: what is asked, by what right, and what was said to it. */
export default function RequestPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const request = useAnswer<RequestView>(`${api}/requests/${id}`)
  const it = request.data
  const standing = it && requestStates[it.state]
  return (
    <Page
      narrow
      title={it ? say(it.service.title) : say({ vi: 'Yêu cầu sử dụng dữ liệu', en: 'Request' })}
      lead={
        it
          ? `${say({ vi: 'Bên xin', en: 'Asked by' })}: ${say(it.client.name)} · ${it.askedBy}`
          : ''
      }
      back={{ to: to.requests, words: { vi: 'Yêu cầu và quyền', en: 'Requests and access' } }}
      aside={
        standing && (
          <Badge size="lg" variant="light" color={standing.color} tt="none">
            {say(standing.words)}
          </Badge>
        )
      }
    >
      <Answered of={request} lines={6}>
        {(known) => <Shown it={known} />}
      </Answered>
    </Page>
  )
}

function Shown({ it }: { it: RequestView }) {
  const say = useSay()
  const service = useAnswer<ServiceView>(`${api}/services/${it.service.id}`)
  return (
    <Stack gap="md">
      <Deadline of={it} />
      {it.reason && (
        <Alert
          color="lacquer"
          variant="light"
          icon={<Icon name="warning" />}
          title={say(it.reason.words)}
        >
          {it.reason.note}
        </Alert>
      )}
      <Section title={say({ vi: 'Nội dung yêu cầu', en: 'What is asked' })}>
        <Asked of={it} service={service.data} />
      </Section>
      {it.question && <Talk of={it} />}
      {it.state === 'open' && it.asOwner && service.data && (
        <RequestReview of={it} service={service.data} />
      )}
      {(it.state === 'open' || it.state === 'asked-back') && it.asClient && <Withdrawal of={it} />}
    </Stack>
  )
}

function Deadline({ of: it }: { of: RequestView }) {
  const say = useSay()
  if (it.state !== 'open') {
    return it.decidedAt ? (
      <Text size="sm" c="dimmed">
        {moment(it.decidedAt)} · {it.decidedBy}
        {it.late && ` · ${say({ vi: 'trả lời quá hạn', en: 'answered late' })}`}
      </Text>
    ) : null
  }
  return (
    <Alert color={it.late ? 'lacquer' : 'gold'} variant="light" icon={<Icon name="clock" />}>
      {it.late
        ? say({
            vi: 'Đã quá hạn trả lời; việc chậm được nêu trong báo cáo chia sẻ dữ liệu.',
            en: 'It is overdue, and stands in the report of who does not share.',
          })
        : `${say({ vi: 'Hạn trả lời', en: 'To be answered by' })} ${day(it.dueAt)} (${relative(it.dueAt, now(), say.language)})`}
    </Alert>
  )
}

function Asked(props: { of: RequestView; service: ServiceView | undefined }) {
  const say = useSay()
  const { of: it, service } = props
  const titleOf = (name: string) => {
    const field = service?.fields.find((known) => known.name === name)
    return field ? say(field.title) : name
  }
  return (
    <Facts
      of={[
        [
          say({ vi: 'Bên xin', en: 'Who asks' }),
          <div key="client">
            {say(it.client.name)}
            <Text size="xs" c="dimmed">
              {it.client.code}
            </Text>
          </div>,
        ],
        [
          say({ vi: 'Dịch vụ', en: 'Service' }),
          <Link key="service" href={to.service(it.service.id)} style={{ color: 'var(--link)' }}>
            {say(it.service.title)}
          </Link>,
        ],
        ...it.purposes.map(
          (of) =>
            [
              say({ vi: 'Mục đích', en: 'Purpose' }),
              <div key={of.code}>
                <Text>{say(of.words)}</Text>
                <Text size="sm" c="dimmed">
                  {of.basis}
                </Text>
                {of.byConsent && (
                  <Badge variant="light" color="jade" tt="none" fw={400}>
                    {say({ vi: 'Chỉ khi người đó đồng ý', en: 'By consent only' })}
                  </Badge>
                )}
              </div>,
            ] as const,
        ),
        [
          say({ vi: 'Dữ liệu', en: 'Data' }),
          it.fields
            ? it.fields.map(titleOf).join(', ')
            : say({ vi: 'Tất cả các trường', en: 'All fields' }),
        ],
        [
          say({ vi: 'Mức sử dụng', en: 'How much' }),
          say({
            vi: `${count(it.requestsPerMinute, 'vi')} lượt mỗi phút, ${count(it.requestsPerDay, 'vi')} lượt mỗi ngày`,
            en: `${count(it.requestsPerMinute, 'en')} a minute, ${count(it.requestsPerDay, 'en')} a day`,
          }),
        ],
        [say({ vi: 'Đến ngày', en: 'Until' }), day(it.until)],
        [say({ vi: 'Gửi lúc', en: 'Asked' }), moment(it.askedAt)],
      ]}
    />
  )
}

/** What the owner asked back, and what the client said to it. */
function Talk({ of: it }: { of: RequestView }) {
  const say = useSay()
  const [text, setText] = useState('')
  const path = `${api}/requests/${it.id}`
  const answer = useAct<void>(
    () => ask('POST', `${path}/answer`, { text: text.trim() }),
    [`${api}/requests`],
  )
  return (
    <Section title={say({ vi: 'Hỏi lại', en: 'Asked back' })}>
      <Stack gap="sm">
        <Text>{it.question}</Text>
        {it.answer && (
          <Text>
            <b>{say({ vi: 'Trả lời', en: 'Answer' })}:</b> {it.answer}
          </Text>
        )}
        {it.state === 'asked-back' && it.asClient && (
          <>
            <Textarea
              label={say({ vi: 'Trả lời của bạn', en: 'Your answer' })}
              autosize
              minRows={2}
              maxLength={1_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            {answer.error && <Failed error={answer.error} />}
            <Group>
              <Button
                disabled={text.trim().length < 5}
                loading={answer.isPending}
                onClick={() => answer.mutate()}
              >
                {say({ vi: 'Gửi trả lời', en: 'Send the answer' })}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Section>
  )
}

function Withdrawal({ of: it }: { of: RequestView }) {
  const say = useSay()
  const withdraw = useAct<void>(
    () => ask('POST', `${api}/requests/${it.id}/withdrawal`, {}),
    [`${api}/requests`],
  )
  return (
    <Group>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        loading={withdraw.isPending}
        onClick={() => withdraw.mutate()}
      >
        {say({ vi: 'Rút yêu cầu', en: 'Withdraw the request' })}
      </Button>
      {withdraw.error && <Failed error={withdraw.error} />}
    </Group>
  )
}
