import { count, moment } from '#portal/format.ts'
import { useSay } from '#portal/say.tsx'
import type { ChainOverview } from '../contract.ts'
import classes from './chain.module.css'

/** A bar for each of the last blocks, as high as it holds transactions. */
export function ChainPulse({ of: blocks }: { of: ChainOverview['recent'] }) {
  const say = useSay()
  const most = Math.max(1, ...blocks.map((it) => it.transactions))
  const label = say({
    vi: `Số giao dịch của ${blocks.length} khối gần nhất, nhiều nhất ${most}`,
    en: `Transactions of the last ${blocks.length} blocks, at most ${most}`,
  })
  return (
    <div className={classes.pulse} role="img" aria-label={label}>
      {blocks.map((it) => (
        <div
          key={it.number}
          className={classes.block}
          data-empty={it.transactions === 0}
          title={`${say({ vi: 'Khối', en: 'Block' })} ${it.number} · ${moment(it.at)} · ${count(it.transactions, say.language)}`}
        >
          <span style={{ height: `${(it.transactions / most) * 100}%` }} />
        </div>
      ))}
    </div>
  )
}
