import { Badge, Button, Group, SimpleGrid, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { count, day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import { api } from './addresses.ts'
import classes from './exchange.module.css'
import { runColors } from './run-words.ts'
import { toWorkshop } from './workshop-addresses.ts'
import { WorkshopLinks } from './workshop-links.tsx'
import type { DatasetItem } from './workshop-shapes.ts'

/** What the workshop makes of agencies' data. */
export default function WorkshopPage() {
  const say = useSay()
  const datasets = useAnswer<{ items: DatasetItem[] }>(`${api}/datasets`, { everyMs: 5_000 })
  const connect = (
    <Button component={Link} href={toWorkshop.connect} leftSection={<Icon name="plus" />}>
      {say({ vi: 'Kết nối nguồn dữ liệu', en: 'Connect a source' })}
    </Button>
  )
  return (
    <Page
      title={say({ vi: 'Xưởng xử lý dữ liệu', en: 'Data workshop' })}
      lead={say({
        vi: 'Dữ liệu của cơ quan được xem, ánh xạ vào từ điển chung, kiểm tra, đối chiếu với dân cư rồi công bố.',
        en: 'Agencies’ data is looked at, mapped to common terms, checked, linked to people and published.',
      })}
      aside={connect}
    >
      <WorkshopLinks />
      <Answered of={datasets}>
        {({ items }) =>
          items.length === 0 ? (
            <div className={cardClass}>
              <Empty
                icon="catalogue"
                title={{ vi: 'Chưa có bộ dữ liệu nào', en: 'No datasets yet' }}
                text={{
                  vi: 'Bắt đầu bằng một nguồn: tệp CSV, Excel, Parquet, cơ sở dữ liệu PostgreSQL, REST hoặc S3.',
                  en: 'Begin with a source: a CSV, Excel or Parquet file, PostgreSQL, REST or S3.',
                }}
                action={connect}
              />
            </div>
          ) : (
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
              {items.map((it) => (
                <DatasetCard key={it.code} of={it} />
              ))}
            </SimpleGrid>
          )
        }
      </Answered>
    </Page>
  )
}

function DatasetCard({ of: it }: { of: DatasetItem }) {
  const say = useSay()
  return (
    <Link href={toWorkshop.dataset(it.code)} className={cardClass}>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <Text fw={600} style={{ minWidth: 0 }}>
          {say(it.title)}
        </Text>
        {it.lastRun && (
          <Badge
            variant="light"
            color={runColors[it.lastRun.state] ?? 'gray'}
            tt="none"
            style={{ flexShrink: 0 }}
          >
            {say(it.lastRun.words)}
          </Badge>
        )}
      </Group>
      <span className={classes.code}>
        {it.owner} · {it.code}
      </span>
      <Text size="sm" mt={6}>
        {it.published
          ? say({
              vi: `Đã công bố bản ${it.published.version}: ${count(it.published.rows, 'vi')} dòng, ${day(it.published.publishedAt)}`,
              en: `Version ${it.published.version} is published: ${count(it.published.rows, 'en')} rows, ${day(it.published.publishedAt)}`,
            })
          : say({ vi: 'Chưa công bố', en: 'Not published yet' })}
      </Text>
    </Link>
  )
}
