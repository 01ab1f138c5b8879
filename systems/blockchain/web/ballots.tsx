import { Group, Text } from '@mantine/core'
import { useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { ProposalView } from '../contract.ts'
import type { BallotView } from '../contract-votes.ts'
import { api } from './addresses.ts'
import classes from './chain.module.css'

const shown = {
  for: { icon: 'check', words: { vi: 'thuận', en: 'for' } },
  against: { icon: 'close', words: { vi: 'chống', en: 'against' } },
  none: { icon: 'clock', words: { vi: 'chưa bỏ phiếu', en: 'not yet' } },
} as const

/** How far a proposal is from passing, and how each member has voted. */
export function Ballots({ of: it }: { of: ProposalView }) {
  const say = useSay()
  const ballots = useAnswer<{ items: BallotView[] }>(`${api}/proposals/${it.id}/ballots`)
  const part = (votes: number) => `${(votes / Math.max(1, it.seats)) * 100}%`
  const label = say({
    vi: `${it.inFavour} thuận, ${it.against} chống trên ${it.seats} thành viên; cần ${it.needed} phiếu thuận`,
    en: `${it.inFavour} for, ${it.against} against, of ${it.seats} members; ${it.needed} for it are needed`,
  })
  // Once it is decided, who has not voted is no news.
  const isShown = ({ ballot }: BallotView) => it.state === 'open' || ballot !== 'none'
  return (
    <div>
      <div className={classes.tally} role="img" aria-label={label}>
        <span data-for style={{ width: part(it.inFavour) }} />
        <span data-against style={{ width: part(it.against) }} />
        <i style={{ left: part(it.needed) }} />
      </div>
      <Text size="sm" mt={4} mb={6}>
        {label}
      </Text>
      <Answered of={ballots} lines={1}>
        {({ items }) => (
          <Group component="ul" gap={6} p={0} m={0} className={classes.ballots ?? ''}>
            {items.filter(isShown).map(({ member, name, ballot }) => (
              <li key={member} data-ballot={ballot}>
                <Icon name={shown[ballot].icon} size={16} />
                {name}: {say(shown[ballot].words)}
              </li>
            ))}
          </Group>
        )}
      </Answered>
    </div>
  )
}
