import { Badge, Group, Stack, Text } from '@mantine/core'
import { useParams } from 'wouter'
import type { Words } from '#kernel/words'
import { useAnswer } from '#portal/ask.ts'
import { day } from '#portal/format.ts'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import { api } from './addresses.ts'
import classes from './exchange.module.css'
import { toWorkshop } from './workshop-addresses.ts'

type CodeList = {
  code: string
  title: Words
  version: number
  codes: readonly { code: string; words: Words }[]
  versions: readonly {
    version: number
    validFrom: string
    note: string
    publishedBy: string
    added: number
    removed: number
    renamed: number
  }[]
}

/** A list of codes as it holds now, and how it came to be so. */
export default function CodeListPage() {
  const say = useSay()
  const { list: code = '' } = useParams()
  const list = useAnswer<CodeList>(`${api}/code-lists/${code}`)
  return (
    <Page
      title={list.data ? say(list.data.title) : code}
      back={{ to: toWorkshop.dictionary, words: { vi: 'Từ điển', en: 'Dictionary' } }}
      narrow
    >
      <Answered of={list}>
        {(it) => (
          <Stack gap="md">
            <Section title={say({ vi: 'Các bản', en: 'Versions' })}>
              {it.versions.map((of) => (
                <div key={of.version} className={classes.row}>
                  <div>
                    <Text fw={500}>
                      {say({ vi: 'Bản', en: 'Version' })} {of.version},{' '}
                      {say({ vi: 'từ', en: 'from' })} {day(of.validFrom)}
                    </Text>
                    <Text size="sm" c="dimmed">
                      {of.note} · {of.publishedBy}
                    </Text>
                  </div>
                  <Group gap="xs">
                    <Badge variant="light" color="gray" tt="none" fw={400}>
                      +{of.added} −{of.removed} ~{of.renamed}
                    </Badge>
                  </Group>
                </div>
              ))}
            </Section>
            <Section title={say({ vi: `${it.codes.length} mã`, en: `${it.codes.length} codes` })}>
              {it.codes.map((of) => (
                <div key={of.code} className={classes.row}>
                  <span className={classes.code}>{of.code}</span>
                  <Text>{say(of.words)}</Text>
                </div>
              ))}
            </Section>
          </Stack>
        )}
      </Answered>
    </Page>
  )
}
