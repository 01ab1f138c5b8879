import { Badge, Group, Text } from '@mantine/core'
import { moment } from '#portal/format.ts'
import { Facts } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { ProposalView } from '../contract.ts'
import classes from './chain.module.css'
import { PartyLink } from './shortened.tsx'

const states = {
  open: { color: 'gold', words: { vi: 'Đang biểu quyết', en: 'Open' } },
  executed: { color: 'jade', words: { vi: 'Đã thông qua', en: 'Passed' } },
  withdrawn: { color: 'gray', words: { vi: 'Đã rút', en: 'Withdrawn' } },
  expired: { color: 'gray', words: { vi: 'Hết hạn', en: 'Expired' } },
} as const

/** What was put to the vote: by whom, why, what it would do, and how the votes stand. */
export function ProposalCard({ of: it }: { of: ProposalView }) {
  const say = useSay()
  const { color, words } = states[it.state]
  const open = it.seats - it.inFavour - it.against
  return (
    <article style={{ padding: '12px 0', borderBottom: '1px solid var(--line)' }}>
      <Group justify="space-between" gap="xs">
        <Text fw={500}>
          {it.id}. {it.reason}
        </Text>
        <Badge color={color} variant="light">
          {say(words)}
        </Badge>
      </Group>
      <Facts
        of={[
          [say({ vi: 'Đề nghị bởi', en: 'Proposed by' }), it.proposer],
          [
            say({ vi: 'Việc sẽ làm', en: 'What it does' }),
            <span key="call">
              <PartyLink of={it.target} /> · <span className={classes.code}>{it.call}</span>
            </span>,
          ],
          ...it.fields.map(({ name, value }) => [name, value] as const),
          [
            say({ vi: 'Phiếu', en: 'Votes' }),
            say({
              vi: `${it.inFavour} thuận, ${it.against} chống, ${open} chưa bỏ`,
              en: `${it.inFavour} for, ${it.against} against, ${open} not cast`,
            }),
          ],
          [say({ vi: 'Hạn', en: 'Until' }), moment(it.expiresAt)],
        ]}
      />
    </article>
  )
}
