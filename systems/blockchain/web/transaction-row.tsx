import { Badge, Group, Text } from '@mantine/core'
import { count, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import type { TransactionLine } from '../contract.ts'
import { to } from './addresses.ts'
import classes from './chain.module.css'
import { wordsOfCall } from './chain-words.ts'
import { PartyLink, Shortened } from './shortened.tsx'

/** One transaction on a line: what it did, between whom, and whether it succeeded. */
export function TransactionRow({ of: it }: { of: TransactionLine }) {
  const say = useSay()
  return (
    <div className={`${classes.row} ${classes.stacked}`}>
      <Group gap="xs" wrap="wrap">
        <Shortened of={it.hash} href={to.transaction(it.hash)} />
        <Text size="sm" fw={500}>
          {callName(it, say)}
        </Text>
        {!it.success && (
          <Badge color="lacquer" variant="light" tt="none">
            {say({ vi: 'Không thành công', en: 'Failed' })}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {moment(it.at)}
      </Text>
      <Group gap={6} wrap="wrap">
        <PartyLink of={it.from} />
        <Icon name="right" size={14} />
        {it.to ? (
          <PartyLink of={it.to} />
        ) : (
          it.created && <Shortened of={it.created} href={to.account(it.created)} />
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {count(Number(it.gasUsed), say.language)} gas
      </Text>
    </div>
  )
}

export function callName(
  { call, created, to: called }: TransactionLine,
  say: ReturnType<typeof useSay>,
): string {
  if (created) return say({ vi: 'Triển khai hợp đồng', en: 'Contract deployed' })
  if (call === null) return say({ vi: 'Chuyển giá trị', en: 'Transfer' })
  return say(wordsOfCall(call, called?.address ?? ''))
}
