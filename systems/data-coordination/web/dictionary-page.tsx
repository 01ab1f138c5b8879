import { Badge, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import { api } from './addresses.ts'
import classes from './exchange.module.css'
import { plainly } from './finding.ts'
import { toWorkshop } from './workshop-addresses.ts'
import { WorkshopLinks } from './workshop-links.tsx'
import type { TermItem } from './workshop-shapes.ts'

type Lists = { items: readonly { code: string; title: Words; version: number }[] }

/** The words that all agencies share, and the lists of codes behind them. */
export default function DictionaryPage() {
  const say = useSay()
  const terms = useAnswer<{ items: TermItem[] }>(`${api}/terms`)
  const lists = useAnswer<Lists>(`${api}/code-lists`)
  return (
    <Page
      title={say({ vi: 'Từ điển dữ liệu dùng chung', en: 'Common dictionary' })}
      lead={say({
        vi: 'Một khái niệm, một tên, một kiểu: để dữ liệu các cơ quan hiểu được nhau.',
        en: 'One notion, one name, one type, so that agencies’ data understand each other.',
      })}
    >
      <WorkshopLinks />
      <Stack gap="md">
        <Answered of={lists}>{({ items }) => <CodeLists of={items} />}</Answered>
        <Answered of={terms}>{({ items }) => <Terms of={items} />}</Answered>
      </Stack>
    </Page>
  )
}

function CodeLists({ of }: { of: Lists['items'] }) {
  const say = useSay()
  return (
    <Section title={say({ vi: 'Danh mục mã', en: 'Code lists' })}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="xs">
        {of.map((it) => (
          <Link key={it.code} href={toWorkshop.codeList(it.code)} style={{ color: 'var(--link)' }}>
            {say(it.title)}{' '}
            <Text span size="sm" c="dimmed">
              {say({ vi: 'bản', en: 'v' })} {it.version}
            </Text>
          </Link>
        ))}
      </SimpleGrid>
    </Section>
  )
}

function Terms({ of }: { of: readonly TermItem[] }) {
  const say = useSay()
  const [text, setText] = useState('')
  const sought = plainly(text)
  const found = of.filter((it) =>
    plainly(`${it.code} ${it.title.vi} ${it.title.en}`).includes(sought),
  )
  return (
    <>
      <TextInput
        label={say({ vi: 'Tìm khái niệm', en: 'Find a term' })}
        leftSection={<Icon name="search" size={18} />}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {found.length === 0 ? (
        <div className={cardClass} role="status">
          <Empty
            icon="search"
            title={{ vi: 'Không tìm thấy', en: 'Nothing found' }}
            text={{ vi: 'Thử từ khác.', en: 'Try another word.' }}
          />
        </div>
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          {found.map((it) => (
            <div key={it.code} className={cardClass}>
              <Group justify="space-between" gap="xs" wrap="nowrap">
                <Text fw={600}>{say(it.title)}</Text>
                {it.personal && (
                  <Badge variant="light" color="gold" tt="none" fw={400}>
                    {say({ vi: 'dữ liệu cá nhân', en: 'personal' })}
                  </Badge>
                )}
              </Group>
              <span className={classes.code}>{it.code}</span>
            </div>
          ))}
        </SimpleGrid>
      )}
    </>
  )
}
