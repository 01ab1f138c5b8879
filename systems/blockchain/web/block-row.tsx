import { Text } from '@mantine/core'
import { Link } from 'wouter'
import { count, moment } from '#portal/format.ts'
import { useSay } from '#portal/say.tsx'
import type { BlockLine } from '../contract.ts'
import { to } from './addresses.ts'
import classes from './chain.module.css'
import { Shortened } from './shortened.tsx'

/** One block on a line. */
export function BlockRow({ of: it }: { of: BlockLine }) {
  const say = useSay()
  const { language } = say
  return (
    <div className={classes.row}>
      <Link href={to.block(it.number)}>
        {say({ vi: 'Khối', en: 'Block' })} {count(it.number, language)}
      </Link>
      <Text size="sm" c="dimmed">
        {moment(it.at)}
      </Text>
      <Shortened of={it.hash} />
      <Text size="sm">
        {it.transactions === 0
          ? say({ vi: 'không có giao dịch', en: 'no transactions' })
          : say({
              vi: `${count(it.transactions, language)} giao dịch`,
              en: `${count(it.transactions, language)} transaction${it.transactions === 1 ? '' : 's'}`,
            })}
      </Text>
    </div>
  )
}
