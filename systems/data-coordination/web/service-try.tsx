import {
  Alert,
  Badge,
  Button,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Copyable } from '#portal/copyable.tsx'
import { count } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { ServiceTried, ServiceView } from '../contract-catalogue.ts'
import { api } from './addresses.ts'
import { type TryDraft, targetOf, withBody } from './try-target.ts'

/** A real call through the center's own gateway, with its answer, its time and its evidence. */
export function ServiceTry({ of: service }: { of: ServiceView }) {
  const say = useSay()
  const [at, setAt] = useState(0)
  const [it, setIt] = useState<TryDraft>({ values: {}, query: {}, more: '', body: '' })
  const endpoint = service.endpoints[at] ?? { method: 'GET', path: '/' }
  const call = useAct<void, ServiceTried>(() =>
    ask('POST', `${api}/services/${service.id}/try`, {
      method: endpoint.method === '*' ? 'GET' : endpoint.method,
      target: targetOf(endpoint.path, it),
      ...(withBody(endpoint.method) &&
        it.body.trim() && { body: { type: 'application/json', text: it.body } }),
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    call.mutate()
  }
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <form onSubmit={submit}>
        <Section
          title={say({ vi: 'Gọi thử', en: 'Try it' })}
          lead={say({
            vi: 'Gọi thật qua cổng của trung tâm, dưới tên hệ thống thử nghiệm, và có bằng chứng như mọi lần gọi. Dùng dữ liệu thử.',
            en: 'A real call through the center’s gateway, as a system for tests, with evidence like any other. Use test data.',
          })}
        >
          <Stack>
            <Select
              label={say({ vi: 'Thao tác', en: 'Operation' })}
              allowDeselect={false}
              data={service.endpoints.map(({ method, path }, index) => ({
                value: String(index),
                label: `${method} ${path}`,
              }))}
              value={String(at)}
              onChange={(value) => setAt(Number(value))}
            />
            <Inputs service={service} path={endpoint.path} it={it} onChange={setIt} />
            {withBody(endpoint.method) && (
              <Textarea
                label={say({ vi: 'Nội dung (JSON)', en: 'Body (JSON)' })}
                autosize
                minRows={4}
                maxRows={14}
                maxLength={64_000}
                styles={{ input: { fontFamily: 'monospace', fontSize: 13 } }}
                value={it.body}
                onChange={(event) => setIt({ ...it, body: event.currentTarget.value })}
              />
            )}
            <Group>
              <Button
                type="submit"
                loading={call.isPending}
                leftSection={<Icon name="play" size={18} />}
              >
                {say({ vi: 'Gọi', en: 'Call' })}
              </Button>
              <Text size="sm" c="dimmed" role="status">
                {call.isPending && say({ vi: 'Đang chờ câu trả lời…', en: 'Waiting for it…' })}
              </Text>
            </Group>
          </Stack>
        </Section>
      </form>
      <div aria-live="polite">
        {call.error && <Failed error={call.error} />}
        {call.data && <Answer of={call.data} />}
      </div>
    </SimpleGrid>
  )
}

/** What the path and the subject ask for, and whatever else the query may hold. */
function Inputs(props: {
  service: ServiceView
  path: string
  it: TryDraft
  onChange: (it: TryDraft) => void
}) {
  const say = useSay()
  const { service, path, it, onChange } = props
  const named = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name)
  const subject = service.subject?.in === 'query' ? service.subject.name : null
  return (
    <>
      {named.map((name) => (
        <TextInput
          key={name}
          required
          label={name}
          maxLength={200}
          value={it.values[name] ?? ''}
          onChange={(event) =>
            onChange({ ...it, values: { ...it.values, [name]: event.currentTarget.value } })
          }
        />
      ))}
      {subject && (
        <TextInput
          label={subject}
          description={say({
            vi: 'Người mang số này sẽ thấy lần gọi thử',
            en: 'Whoever has this number will see that it was tried',
          })}
          autoComplete="off"
          maxLength={200}
          value={it.query[subject] ?? ''}
          onChange={(event) =>
            onChange({ ...it, query: { ...it.query, [subject]: event.currentTarget.value } })
          }
        />
      )}
      <TextInput
        label={say({ vi: 'Tham số khác', en: 'Other parameters' })}
        placeholder="limit=10"
        maxLength={1_000}
        value={it.more}
        onChange={(event) => onChange({ ...it, more: event.currentTarget.value })}
      />
    </>
  )
}

function Answer({ of: it }: { of: ServiceTried }) {
  const say = useSay()
  const good = it.error === null && it.status < 400
  return (
    <Section
      title={say({ vi: 'Câu trả lời', en: 'Answer' })}
      aside={
        <Group gap="xs">
          <Badge variant="light" color={good ? 'jade' : 'lacquer'} tt="none">
            HTTP {it.status}
          </Badge>
          <Badge variant="light" color="gray" tt="none">
            {count(Math.round(it.durationMs), say.language)} ms
          </Badge>
        </Group>
      }
    >
      <Stack>
        {it.error && (
          <Alert color="lacquer" variant="light" icon={<Icon name="warning" />} title={it.error}>
            {say(
              /AccessDenied|ConsentMissing/.test(it.error)
                ? {
                    vi: 'Hệ thống thử nghiệm chưa được cấp quyền với dịch vụ này. Xin quyền cho nó như mọi hệ thống khác.',
                    en: 'The system for tests has no access to this service. Ask for it as for any other system.',
                  }
                : {
                    vi: 'Lần gọi không thành công; bằng chứng vẫn được giữ dưới mã bên dưới.',
                    en: 'The call failed; its evidence is kept under the id below all the same.',
                  },
            )}
          </Alert>
        )}
        <Copyable
          label={
            it.body.whole
              ? say({ vi: 'Nội dung', en: 'Body' })
              : say({ vi: 'Phần đầu của nội dung', en: 'The beginning of the body' })
          }
          text={readable(it.body.text)}
        />
        <Copyable
          label={say({ vi: 'Mã bằng chứng (X-Road-Id)', en: 'Evidence id (X-Road-Id)' })}
          text={it.xRoadId}
        />
        <details>
          <summary>{say({ vi: 'Tiêu đề của câu trả lời', en: 'Headers of the answer' })}</summary>
          <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 13 }}>
            {it.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}
          </pre>
        </details>
      </Stack>
    </Section>
  )
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
