import { Stack, Text } from '@mantine/core'
import type { Static } from 'typebox'
import { Link, useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { LongList } from '#portal/long-list.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Empty } from '#portal/states.tsx'
import type { CheckpointView, LogsView } from '../contract-proofs.ts'
import { api, to } from './addresses.ts'
import classes from './chain.module.css'
import { ConsistencyCheck } from './consistency-check.tsx'
import { Shortened } from './shortened.tsx'

type Checkpoint = Static<typeof CheckpointView>

/** One log: its checkpoints on the chain, and whether it has only grown between two of them. */
export default function LogPage() {
  const say = useSay()
  const { log } = useParams<{ log: string }>()
  const path = `${api}/logs/${log}/checkpoints`
  const logs = useAnswer<Static<typeof LogsView>>(`${api}/logs`)
  const checkpoints = useAnswer<{ items: Checkpoint[] }>(`${path}?limit=100`)
  const words = logs.data?.items.find((it) => it.log === log)?.words
  const items = checkpoints.data?.items ?? []
  return (
    <Page
      back={{ to: to.logs, words: { vi: 'Sổ neo giữ', en: 'Logs' } }}
      title={say(words ?? { vi: 'Sổ neo giữ', en: 'A log' })}
    >
      <Stack gap="md">
        {items.length > 1 && <ConsistencyCheck log={log} of={items} />}
        <Section
          title={say({ vi: 'Các mốc trên chuỗi', en: 'Checkpoints on the chain' })}
          lead={say({
            vi: 'Mỗi mốc là số bản ghi và gốc của sổ vào lúc một khối được ký.',
            en: 'A checkpoint is the number of records and the root of the log when a block was signed.',
          })}
        >
          <LongList<Checkpoint>
            path={path}
            cursor="before"
            keyOf={(it) => String(it.size)}
            empty={
              <Empty
                icon="clock"
                title={{ vi: 'Chưa có mốc nào', en: 'No checkpoint yet' }}
                text={{
                  vi: 'Mốc đầu tiên xuất hiện vài giây sau khi bản ghi đầu tiên vào sổ.',
                  en: 'The first one appears some seconds after the first record has come into the log.',
                }}
              />
            }
          >
            {(it) => <CheckpointRow of={it} />}
          </LongList>
        </Section>
      </Stack>
    </Page>
  )
}

function CheckpointRow({ of: it }: { of: Checkpoint }) {
  const say = useSay()
  const { language } = say
  return (
    <div className={classes.row}>
      <Text>
        {say({
          vi: `${count(it.size, language)} bản ghi`,
          en: `${count(it.size, language)} record${it.size === 1 ? '' : 's'}`,
        })}
      </Text>
      <Text size="sm" c="dimmed">
        {moment(it.anchoredAt)}
      </Text>
      <Shortened of={it.root} />
      <Link href={to.block(it.height)}>
        {say({ vi: 'Khối', en: 'Block' })} {count(it.height, language)}
      </Link>
    </div>
  )
}
