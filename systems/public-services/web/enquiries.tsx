import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { EnquiryView } from '../contract.ts'
import { phrase } from './words.ts'

const states: Record<EnquiryView['state'], { color: string; words: { vi: string; en: string } }> = {
  asked: { color: 'gray', words: { vi: 'Đã hỏi', en: 'Asked' } },
  received: { color: 'jade', words: { vi: 'Đã nhận', en: 'Received' } },
  unavailable: { color: 'lacquer', words: { vi: 'Chưa nhận được', en: 'Not available' } },
}

/** What other agencies were asked, so that nobody asks the applicant. */
export function Enquiries({ of, path }: { of: readonly EnquiryView[]; path?: string }) {
  const say = useSay()
  if (of.length === 0) return null
  return (
    <Section title={say({ vi: 'Dữ liệu từ cơ quan khác', en: 'From other agencies' })}>
      <Stack gap="md">
        {of.map((it) => (
          <Enquiry key={it.id} it={it} />
        ))}
        {path !== undefined && of.some((it) => it.state !== 'received') && <Again path={path} />}
      </Stack>
    </Section>
  )
}

function Enquiry({ it }: { it: EnquiryView }) {
  const say = useSay()
  const { color, words } = states[it.state]
  return (
    <Stack gap={4}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600}>{say(it.title)}</Text>
          <Text size="sm" c="dimmed">
            {say(it.owner)}
          </Text>
        </div>
        <Badge color={color} variant="light" tt="none" style={{ flexShrink: 0 }}>
          {say(words)}
        </Badge>
      </Group>
      {it.state === 'received' ? <Received it={it} /> : <Awaited it={it} />}
    </Stack>
  )
}

function Received({ it }: { it: EnquiryView }) {
  const say = useSay()
  return (
    <>
      {it.lines.length === 0 ? (
        <Text>
          {say({ vi: 'Cơ quan này không có bản ghi nào.', en: 'That agency holds no record.' })}
        </Text>
      ) : (
        <Facts of={it.lines.map((line) => [say(line.words), say(phrase(line.value))])} />
      )}
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {it.receivedAt && moment(it.receivedAt)} · {say({ vi: 'mã trao đổi', en: 'exchange' })}{' '}
        {it.xRoadId}
      </Text>
    </>
  )
}

function Awaited({ it }: { it: EnquiryView }) {
  const say = useSay()
  return (
    <>
      <Text role="status">
        {say(it.reason ?? { vi: 'Đang chờ trả lời.', en: 'The answer is awaited.' })}
      </Text>
      <Text size="sm" c="dimmed">
        {it.lastTryAt &&
          `${say({ vi: 'Hỏi lần cuối', en: 'Last asked' })} ${moment(it.lastTryAt)} · `}
        {it.nextTryAt && `${say({ vi: 'hỏi lại', en: 'asked again' })} ${moment(it.nextTryAt)} · `}
        {say(
          it.without === 'wait'
            ? { vi: 'Hồ sơ chờ dữ liệu này.', en: 'The case waits for it.' }
            : {
                vi: 'Có thể giải quyết kèm lý do khi chưa có dữ liệu này.',
                en: 'It may be decided without, with a reason.',
              },
        )}
      </Text>
    </>
  )
}

function Again({ path }: { path: string }) {
  const say = useSay()
  const again = useAct<void>(() => ask('POST', `${path}/enquiries/retry`), [path])
  return (
    <Group>
      {again.error && <Failed error={again.error} />}
      <Button
        variant="default"
        size="sm"
        leftSection={<Icon name="clock" />}
        loading={again.isPending}
        onClick={() => again.mutate()}
      >
        {say({ vi: 'Hỏi lại ngay', en: 'Ask again now' })}
      </Button>
    </Group>
  )
}
