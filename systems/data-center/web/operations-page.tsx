import { Badge, Button, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { count, moment, relative } from '#portal/format.ts'
import { LinkButton } from '#portal/link-button.tsx'
import { cardClass, Facts, Page, Section } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { OperationsView } from '../contract.ts'
import { Agencies } from './agencies.tsx'
import { AuditBook } from './audit-book.tsx'

const path = '/api/data-center/v1/operations'

export default function OperationsPage() {
  const say = useSay()
  const operations = useAnswer<OperationsView>(path, { everyMs: 5_000 })
  return (
    <Page
      title={say({ vi: 'Vận hành', en: 'Operations' })}
      lead={say({ vi: 'Tự cập nhật mỗi năm giây.', en: 'Refreshes every five seconds.' })}
      aside={
        <Group gap="xs">
          <LinkButton
            to={paths.trustServices}
            icon="pen"
            words={{ vi: 'Chữ ký số và dấu thời gian', en: 'Signatures and time-stamps' }}
          />
          <LinkButton
            to={paths.blockchain}
            icon="chain"
            words={{ vi: 'Chuỗi khối', en: 'Blockchain' }}
          />
        </Group>
      }
    >
      <Answered of={operations} lines={6}>
        {(it) => <Operations it={it} />}
      </Answered>
    </Page>
  )
}

function Operations({ it }: { it: OperationsView }) {
  const say = useSay()
  const waiting = it.jobs.waiting.reduce((sum, job) => sum + job.count, 0)
  const figures = [
    [count(waiting, say.language), { vi: 'việc đang chờ', en: 'jobs waiting' }],
    [
      count(it.jobs.failed.length, say.language),
      { vi: 'việc hỏng, chờ xem', en: 'jobs set aside' },
    ],
    [size(it.database.bytes), { vi: 'cơ sở dữ liệu', en: 'database' }],
    [size(it.memoryBytes), { vi: 'bộ nhớ tiến trình', en: 'process memory' }],
  ] as const
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        {figures.map(([value, words]) => (
          <div key={words.en} className={cardClass}>
            <Text fz={26} fw={600} lh={1.15}>
              {value}
            </Text>
            <Text size="sm" c="dimmed">
              {say(words)}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      <FailedJobs jobs={it.jobs.failed} />
      <AuditBook />
      {it.mode === 'demonstration' && <Agencies />}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title={say({ vi: 'Hệ thống', en: 'System' })}>
          <Facts
            of={[
              [say({ vi: 'Phiên bản', en: 'Version' }), `${it.version} · Node ${it.node}`],
              [say({ vi: 'Chế độ', en: 'Mode' }), it.mode],
              [say({ vi: 'Địa chỉ', en: 'Address' }), it.publicUrl],
              [
                say({ vi: 'Khởi động', en: 'Started' }),
                `${moment(it.startedAt)} (${relative(it.startedAt, now(), say.language)})`,
              ],
              [
                'PostgreSQL',
                `${it.database.version} · ${it.database.connections}/${it.database.maxConnections} ${say({ vi: 'kết nối', en: 'connections' })}`,
              ],
              [
                say({ vi: 'Chỉ số', en: 'Metrics' }),
                <a key="metrics" href="/metrics">
                  /metrics
                </a>,
              ],
            ]}
          />
        </Section>
        <Section title={say({ vi: 'Các hệ thống đang mở', en: 'Rooms open' })}>
          <Stack gap={8}>
            {it.rooms.map((room) => (
              <Group key={room.name} justify="space-between">
                <Text>{say({ vi: room.vi, en: room.en })}</Text>
                <Badge variant="light" color="jade" tt="none" fw={400}>
                  {room.name}
                </Badge>
              </Group>
            ))}
          </Stack>
        </Section>
      </SimpleGrid>
    </Stack>
  )
}

function FailedJobs({ jobs }: { jobs: OperationsView['jobs']['failed'] }) {
  const say = useSay()
  const retry = useAct<string[]>((ids) => ask('POST', `${path}/jobs/retry`, { ids }), [path])
  if (jobs.length === 0) {
    return (
      <section className={cardClass}>
        <Empty
          icon="check"
          title={{ vi: 'Không có việc nào hỏng', en: 'No job is set aside' }}
          text={{
            vi: 'Việc không làm được sau nhiều lần thử sẽ nằm ở đây, không mất.',
            en: 'A job that fails many times over will be here; it is never lost.',
          }}
        />
      </section>
    )
  }
  return (
    <section className={cardClass}>
      <Group justify="space-between" mb="sm">
        <h2 style={{ fontSize: '1.125rem', margin: 0 }}>
          {say({ vi: 'Việc hỏng', en: 'Jobs set aside' })}
        </h2>
        <Button
          size="sm"
          loading={retry.isPending}
          onClick={() => retry.mutate(jobs.map((it) => it.id))}
        >
          {say({ vi: 'Thử lại tất cả', en: 'Try all again' })}
        </Button>
      </Group>
      {retry.error && <Failed error={retry.error} />}
      <Table.ScrollContainer minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say({ vi: 'Việc', en: 'Job' })}</Table.Th>
              <Table.Th>{say({ vi: 'Số lần', en: 'Tries' })}</Table.Th>
              <Table.Th>{say({ vi: 'Lỗi cuối', en: 'Last error' })}</Table.Th>
              <Table.Th>{say({ vi: 'Từ lúc', en: 'Since' })}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {jobs.map((it) => (
              <Table.Tr key={it.id}>
                <Table.Td>{it.name}</Table.Td>
                <Table.Td>{it.attempts}</Table.Td>
                <Table.Td>{it.lastError}</Table.Td>
                <Table.Td>{moment(it.createdAt)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  )
}

function size(bytes: number): string {
  if (bytes < 1024 ** 3) return `${Math.round(bytes / 1024 ** 2)} MB`
  return `${(bytes / 1024 ** 3).toFixed(1).replace('.', ',')} GB`
}
