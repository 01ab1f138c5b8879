import { Button, Group, List, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useLocation, useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { money } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Facts, Page, Section } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { CaseView, ProcedureView } from '../contract.ts'
import { duration } from './words.ts'

export default function ServicePage() {
  const { code } = useParams<{ code: string }>()
  const say = useSay()
  const service = useAnswer<ProcedureView>(`/api/public-services/v1/catalogue/${code}`)
  return (
    <Page
      title={
        service.data ? say(service.data.title) : say({ vi: 'Dịch vụ công', en: 'Public service' })
      }
      {...(service.data && { lead: say(service.data.summary) })}
      back={{ to: paths.services, words: { vi: 'Dịch vụ công', en: 'Public services' } }}
    >
      <Answered of={service} lines={6}>
        {(it) => <Service service={it} />}
      </Answered>
    </Page>
  )
}

function Service({ service }: { service: ProcedureView }) {
  const say = useSay()
  return (
    <Stack gap="md">
      <Begin code={service.code} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title={say({ vi: 'Bạn làm gì', en: 'What you do' })}>
          <List type="ordered" spacing={6}>
            {service.steps.map((it) => (
              <List.Item key={it.en}>{say(it)}</List.Item>
            ))}
          </List>
          <h2 style={{ fontSize: '1.125rem', margin: '18px 0 8px' }}>
            {say({ vi: 'Không còn phải nộp', en: 'No longer needed' })}
          </h2>
          <Stack gap={4}>
            {service.notAsked.map((it) => (
              <Group key={it.en} gap={8} wrap="nowrap" c="dimmed">
                <Icon name="close" size={16} />
                <Text td="line-through">{say(it)}</Text>
              </Group>
            ))}
          </Stack>
        </Section>
        <section className={cardClass}>
          <Facts
            of={[
              [say({ vi: 'Kết quả', en: 'Result' }), say(service.outcome)],
              [say({ vi: 'Giá trị', en: 'Valid' }), say(service.validity)],
              [say({ vi: 'Cơ quan giải quyết', en: 'Decided by' }), say(service.authority)],
              [
                say({ vi: 'Thời hạn', en: 'Time limit' }),
                `${service.workingDays} ${say({ vi: 'ngày làm việc', en: 'working day' })}`,
              ],
              [say({ vi: 'Phí, lệ phí', en: 'Fee' }), say(service.fee)],
              [say({ vi: 'Ai được dùng', en: 'For whom' }), say(service.audience)],
            ]}
          />
        </section>
      </SimpleGrid>
      <Cost service={service} />
      <Section title={say({ vi: 'Căn cứ pháp lý', en: 'Legal basis' })}>
        <List size="sm">
          {service.law.map((it) => (
            <List.Item key={it}>{it}</List.Item>
          ))}
        </List>
      </Section>
    </Stack>
  )
}

function Begin({ code }: { code: string }) {
  const say = useSay()
  const { who } = useSession()
  const [location, go] = useLocation()
  const open = useAct<void, CaseView>(() =>
    ask('POST', '/api/public-services/v1/cases', { procedure: code }),
  )
  if (who === null) {
    return (
      <Group>
        <Button size="lg" onClick={() => go(paths.logIn(location))}>
          {say({ vi: 'Đăng nhập để bắt đầu', en: 'Log in to begin' })}
        </Button>
      </Group>
    )
  }
  return (
    <Stack gap="sm" align="flex-start">
      {open.error && <Failed error={open.error} />}
      <Button
        size="lg"
        loading={open.isPending || who === undefined}
        rightSection={<Icon name="right" />}
        onClick={() => open.mutate(undefined, { onSuccess: (it) => go(paths.case(it.id)) })}
      >
        {say({ vi: 'Bắt đầu', en: 'Begin' })}
      </Button>
    </Stack>
  )
}

/** What compliance costs people, on paper and here, by the Standard Cost Model. */
function Cost({ service }: { service: ProcedureView }) {
  const say = useSay()
  const { paper, digital, savedPerYear, savedShare, subjects, incomePerHour, basis } = service.cost
  const bars = [
    { name: say({ vi: 'Trên giấy', en: 'On paper' }), cost: paper, color: '#b9a37a' },
    { name: say({ vi: 'Ở đây', en: 'Here' }), cost: digital, color: 'var(--pyramid-men)' },
  ]
  return (
    <Section title={say({ vi: 'Chi phí tuân thủ', en: 'Cost of compliance' })}>
      <Text c="dimmed" size="sm" mb="md">
        {say({
          vi: `Mô hình chi phí chuẩn: mỗi lượt, mỗi năm với ${(subjects / 1_000_000).toString().replace('.', ',')} triệu lượt.`,
          en: `Standard Cost Model: once, and in a year of ${subjects / 1_000_000} million uses.`,
        })}
      </Text>
      <Stack gap="sm" mb="md">
        {bars.map(({ name, cost, color }) => (
          <div key={name}>
            <Group justify="space-between" gap={4}>
              <Text>{name}</Text>
              <Text fw={600}>
                {money(cost.once, say.language)} · {duration(cost.hours, say.language)}
              </Text>
            </Group>
            <div
              style={{
                height: 14,
                borderRadius: 7,
                background: color,
                width: `${Math.max(1, (Number(cost.once) / Number(paper.once)) * 100)}%`,
              }}
            />
          </div>
        ))}
      </Stack>
      <Text>
        {say({ vi: 'Tiết kiệm cho người dân mỗi năm', en: 'Saved for people in a year' })}:{' '}
        <b>{money(savedPerYear, say.language)}</b> (−{Math.round(savedShare * 100)} %)
      </Text>
      <div style={{ overflowX: 'auto' }}>
        <Table mt="md" fz="sm" withRowBorders={false}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say({ vi: 'Bước trên giấy', en: 'Step on paper' })}</Table.Th>
              <Table.Th ta="right">{say({ vi: 'Thời gian', en: 'Time' })}</Table.Th>
              <Table.Th ta="right">{say({ vi: 'Tiền', en: 'Money' })}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {paper.steps.map((it) => (
              <Table.Tr key={it.words.en}>
                <Table.Td>{say(it.words)}</Table.Td>
                <Table.Td ta="right">{duration(it.hours, say.language)}</Table.Td>
                <Table.Td ta="right">{money(it.money, say.language)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Text size="xs" c="dimmed" mt="sm">
        {say(basis)} {say({ vi: 'Thu nhập mỗi giờ', en: 'Income per hour' })}:{' '}
        {money(String(incomePerHour), say.language)}.
      </Text>
    </Section>
  )
}
