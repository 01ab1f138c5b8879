import { Badge, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { count } from '#portal/format.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { AgencyList, AgencyView } from '../contract.ts'

const path = '/api/data-center/v1/agencies'

const states: Record<AgencyView['state'], { color: string; words: { vi: string; en: string } }> = {
  starting: { color: 'gray', words: { vi: 'Đang khởi động', en: 'Starting' } },
  on: { color: 'jade', words: { vi: 'Đang hoạt động', en: 'On' } },
  off: { color: 'gray', words: { vi: 'Đã tắt', en: 'Off' } },
  failed: { color: 'lacquer', words: { vi: 'Gặp lỗi', en: 'Failed' } },
}

/** The agencies of the demonstration. Switching one off shows what the others do without it. */
export function Agencies() {
  const say = useSay()
  const agencies = useAnswer<AgencyList>(path, { everyMs: 3_000 })
  const turn = useAct<{ code: string; act: 'start' | 'stop' }>(
    ({ code, act }) => ask('POST', `${path}/${code}/${act}`),
    [path],
  )
  if (!agencies.data?.kept) return null
  const { items } = agencies.data
  const busy = turn.isPending ? turn.variables.code : undefined
  return (
    <Section
      title={say({ vi: 'Các cơ quan của bản trình diễn', en: 'Agencies of the demonstration' })}
    >
      <Text c="dimmed" size="sm" mb="md">
        {say({
          vi: 'Mỗi cơ quan có cơ sở dữ liệu và cổng kết nối riêng. Tắt một cơ quan để xem các nơi khác xử lý ra sao.',
          en: 'Each has a registry and a gateway of its own. Switch one off to see what others do without it.',
        })}
      </Text>
      {turn.error && <Failed error={turn.error} />}
      {items.length === 0 && (
        <Text role="status">
          {say({ vi: 'Các cơ quan đang khởi động…', en: 'The agencies are starting…' })}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {items.map((it) => (
          <Agency
            key={it.code}
            it={it}
            busy={busy === it.code}
            onTurn={(act) => turn.mutate({ code: it.code, act })}
          />
        ))}
      </SimpleGrid>
    </Section>
  )
}

function Agency(props: { it: AgencyView; busy: boolean; onTurn: (act: 'start' | 'stop') => void }) {
  const { it, busy, onTurn } = props
  const say = useSay()
  const { color, words } = states[it.state]
  const act = it.state === 'off' || it.state === 'failed' ? 'start' : 'stop'
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <Stack gap={2}>
        <Text fw={600}>{say(it.title)}</Text>
        <Text size="sm" c="dimmed">
          {say(it.owner)}
          {it.records > 0 &&
            ` · ${count(it.records, say.language)} ${say({ vi: 'bản ghi', en: 'records' })}`}
        </Text>
        {it.detail && <Text size="sm">{it.detail}</Text>}
      </Stack>
      <Stack gap={6} align="flex-end" style={{ flexShrink: 0 }}>
        <Badge color={color} variant="light" tt="none">
          {say(words)}
        </Badge>
        <Button
          size="xs"
          variant="default"
          loading={busy}
          disabled={it.state === 'starting'}
          aria-label={`${say(turnWords[act])}: ${say(it.title)}`}
          onClick={() => onTurn(act)}
        >
          {say(turnWords[act])}
        </Button>
      </Stack>
    </Group>
  )
}

const turnWords = {
  start: { vi: 'Bật', en: 'Switch on' },
  stop: { vi: 'Tắt', en: 'Switch off' },
}
