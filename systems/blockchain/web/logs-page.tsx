import { Alert, Stack, Text } from '@mantine/core'
import type { Static } from 'typebox'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { Figures } from '#portal/figures.tsx'
import { count, moment, relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { LogsView, LogView } from '../contract-proofs.ts'
import { to } from './addresses.ts'
import classes from './chain.module.css'
import { ChainLinks } from './chain-links.tsx'

/** What this center anchors: each log with its size, and how much of it stands on the chain. */
export default function LogsPage() {
  const say = useSay()
  const logs = useAnswer<Static<typeof LogsView>>('/api/blockchain/v1/logs', { everyMs: 3_000 })
  return (
    <Page
      title={say({ vi: 'Sổ neo giữ', en: 'Logs' })}
      lead={say({
        vi: 'Mỗi sổ chỉ được ghi thêm. Gốc của sổ nằm trên chuỗi, nên sửa hay xóa một bản ghi cũ là lộ ngay.',
        en: 'A log only grows. Its root stands on the chain, so a record that is changed or removed shows at once.',
      })}
    >
      <ChainLinks />
      <Answered of={logs}>{(it) => <Logs of={it} />}</Answered>
    </Page>
  )
}

function Logs({ of: { items, waiting, waitingSince, trouble } }: { of: Static<typeof LogsView> }) {
  const say = useSay()
  const { language } = say
  const records = items.reduce((sum, it) => sum + it.size, 0)
  const anchored = items.reduce((sum, it) => sum + (it.checkpoint?.size ?? 0), 0)
  return (
    <Stack gap="md">
      <Figures
        of={[
          [count(records, language), { vi: 'bản ghi trong các sổ', en: 'records in the logs' }],
          [count(anchored, language), { vi: 'đã neo trên chuỗi', en: 'anchored on the chain' }],
          [count(waiting, language), { vi: 'đang chờ vào sổ', en: 'wait for a place' }],
        ]}
      />
      {trouble && (
        <Alert
          color="gold"
          variant="light"
          role="status"
          icon={<Icon name="warning" />}
          title={say({ vi: 'Việc neo giữ đang chờ', en: 'Anchoring waits' })}
        >
          {say(trouble)}
          {waitingSince &&
            ` ${say({ vi: 'Bản ghi chờ lâu nhất:', en: 'The oldest waits since' })} ${moment(waitingSince)}.`}
        </Alert>
      )}
      <Section title={say({ vi: 'Các sổ', en: 'The logs' })}>
        {items.map((it) => (
          <LogRow key={it.log} of={it} />
        ))}
      </Section>
    </Stack>
  )
}

function LogRow({ of: { log, words, size, checkpoint } }: { of: Static<typeof LogView> }) {
  const say = useSay()
  const { language } = say
  const share = size === 0 ? 0 : ((checkpoint?.size ?? 0) / size) * 100
  return (
    <div className={`${classes.row} ${classes.stacked}`}>
      <Link href={to.log(log)}>{say(words)}</Link>
      <Text size="sm">
        {size === 0
          ? say({ vi: 'chưa có bản ghi', en: 'no records yet' })
          : say({
              vi: `${count(size, language)} bản ghi`,
              en: `${count(size, language)} record${size === 1 ? '' : 's'}`,
            })}
      </Text>
      <Text size="sm" c="dimmed">
        {checkpoint
          ? say({
              vi: `Mốc mới nhất ở ${count(checkpoint.size, language)} bản ghi, khối ${count(checkpoint.height, language)}, ${relative(checkpoint.anchoredAt, now(), language)}`,
              en: `Newest checkpoint at ${count(checkpoint.size, language)}, block ${count(checkpoint.height, language)}, ${relative(checkpoint.anchoredAt, now(), language)}`,
            })
          : say({ vi: 'Chưa có mốc nào trên chuỗi', en: 'No checkpoint on the chain yet' })}
      </Text>
      <div
        className={classes.share}
        style={{ width: 120 }}
        role="img"
        aria-label={`${say({ vi: 'Đã neo', en: 'Anchored' })} ${Math.floor(share)} %`}
      >
        <span style={{ width: `${share}%` }} />
      </div>
    </div>
  )
}
