import { Alert, Group, Stack, Text } from '@mantine/core'
import type { Static } from 'typebox'
import { useAnswer } from '#portal/ask.ts'
import { count } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { AuditSealsView } from '../contract.ts'

type Seal = Static<typeof AuditSealsView>['items'][number]

/** Whether the newest runs of records of the audit book are as they were sealed. */
export function AuditBook() {
  const say = useSay()
  const seals = useAnswer<Static<typeof AuditSealsView>>('/api/data-center/v1/audit/seals', {
    everyMs: 60_000,
  })
  return (
    <Section title={say({ vi: 'Sổ truy cập dữ liệu cá nhân', en: 'Audit book' })}>
      <Answered of={seals} lines={2}>
        {({ items }) => <Seals items={items} />}
      </Answered>
      <Text size="sm" c="dimmed" mt="xs">
        {say({
          vi: 'Mỗi phút các bản ghi mới được niêm phong và neo lên chuỗi khối. Kiểm tra cả sổ: ndc audit check.',
          en: 'Each minute new records are sealed and anchored on the chain. To check it all: ndc audit check.',
        })}
      </Text>
    </Section>
  )
}

function Seals({ items }: { items: readonly Seal[] }) {
  const say = useSay()
  const [newest] = items
  if (!newest)
    return <Text>{say({ vi: 'Chưa có niêm phong nào.', en: 'Nothing is sealed yet.' })}</Text>
  const differing = items.filter((it) => !it.fits)
  const records = count(
    items.reduce((sum, it) => sum + it.records, 0),
    say.language,
  )
  if (differing.length === 0) {
    return (
      <Group gap="xs" wrap="nowrap">
        <Icon name="check" />
        <Text>
          {say({
            vi: `Nguyên vẹn: ${records} bản ghi gần nhất đã niêm phong, đến số ${newest.lastId}.`,
            en: `Whole: the newest ${records} records under seal, up to number ${newest.lastId}.`,
          })}
        </Text>
      </Group>
    )
  }
  return (
    <Alert color="lacquer" title={say({ vi: 'Sổ đã bị sửa', en: 'The book was changed' })}>
      <Stack gap={4}>
        {differing.map((it) => (
          <Text key={it.lastId}>
            {say({
              vi: `${it.records} bản ghi đến số ${it.lastId}: có bản ghi bị sửa hoặc xóa sau khi niêm phong.`,
              en: `${it.records} records up to number ${it.lastId}: some were changed or removed since.`,
            })}
          </Text>
        ))}
      </Stack>
    </Alert>
  )
}
