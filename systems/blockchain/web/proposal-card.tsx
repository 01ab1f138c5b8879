import { Badge, Group, Text } from '@mantine/core'
import { moment } from '#portal/format.ts'
import { Facts } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { ProposalView } from '../contract.ts'
import type { VoiceView } from '../contract-votes.ts'
import { Ballots } from './ballots.tsx'
import classes from './chain.module.css'
import { wordsOfCall } from './chain-words.ts'
import { fieldFact } from './decoded.tsx'
import { PartyLink } from './shortened.tsx'
import { VoteForm } from './vote-form.tsx'

const states = {
  open: { color: 'gold', words: { vi: 'Đang biểu quyết', en: 'Open' } },
  executed: { color: 'jade', words: { vi: 'Đã thông qua', en: 'Passed' } },
  withdrawn: { color: 'gray', words: { vi: 'Đã rút', en: 'Withdrawn' } },
  expired: { color: 'gray', words: { vi: 'Hết hạn', en: 'Expired' } },
} as const

/** What was put to the vote: by whom, why, what it would do, and how the votes stand. */
export function ProposalCard(props: { of: ProposalView; voices: readonly VoiceView[] }) {
  const { of: it, voices } = props
  const say = useSay()
  const { color, words } = states[it.state]
  const open = it.state === 'open'
  return (
    <article className={classes.proposal} aria-labelledby={`proposal-${it.id}`}>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <div>
          <h3 id={`proposal-${it.id}`}>
            {it.id}.{' '}
            {say(it.call === null ? states.open.words : wordsOfCall(it.call, it.target.address))}
          </h3>
          <Text>{it.reason}</Text>
        </div>
        <Badge color={color} variant="light" tt="none" style={{ flexShrink: 0 }}>
          {say(words)}
        </Badge>
      </Group>
      <Ballots of={it} />
      {open && <VoteForm of={it} voices={voices} />}
      <details>
        <summary>{say({ vi: 'Nội dung đề nghị', en: 'What it would do' })}</summary>
        <Facts
          of={[
            [say({ vi: 'Đề nghị bởi', en: 'Proposed by' }), it.proposer],
            [say({ vi: 'Hợp đồng', en: 'Contract' }), <PartyLink key="target" of={it.target} />],
            [
              say({ vi: 'Hàm được gọi', en: 'Function called' }),
              <span key="call" className={classes.code}>
                {it.call}
              </span>,
            ],
            ...it.fields.map((field) => fieldFact(field, say)),
            [say({ vi: 'Hạn biểu quyết', en: 'Open until' }), moment(it.expiresAt)],
          ]}
        />
      </details>
    </article>
  )
}
