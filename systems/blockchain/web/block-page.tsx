import { Button, Group, Stack, Text } from '@mantine/core'
import { Link, useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { Facts, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { BlockView } from '../contract.ts'
import { to } from './addresses.ts'
import classes from './chain.module.css'
import { TransactionRow } from './transaction-row.tsx'

/** One block: when it was made, who signed it, what it holds. */
export default function BlockPage() {
  const say = useSay()
  const { number } = useParams<{ number: string }>()
  const block = useAnswer<BlockView>(`/api/blockchain/v1/blocks/${number}`)
  return (
    <Page
      back={{ to: to.blocks, words: { vi: 'Các khối', en: 'Blocks' } }}
      title={`${say({ vi: 'Khối', en: 'Block' })} ${block.data?.number ?? ''}`}
    >
      <Answered of={block}>{(it) => <Block of={it} />}</Answered>
    </Page>
  )
}

function Block({ of: it }: { of: BlockView }) {
  const say = useSay()
  const { language } = say
  const code = (value: string) => <span className={classes.code}>{value}</span>
  return (
    <Stack gap="md">
      <Group gap="xs">
        {it.number > 0 && (
          <Button component={Link} href={to.block(it.number - 1)} variant="default" size="sm">
            {say({ vi: 'Khối trước', en: 'Previous' })}
          </Button>
        )}
        <Button component={Link} href={to.block(it.number + 1)} variant="default" size="sm">
          {say({ vi: 'Khối sau', en: 'Next' })}
        </Button>
      </Group>
      <Section title={say({ vi: 'Nội dung khối', en: 'The block' })}>
        <Facts
          of={[
            [say({ vi: 'Tạo lúc', en: 'Made at' }), moment(it.at)],
            [
              say({ vi: 'Chữ ký của nút xác thực', en: 'Validators’ signatures' }),
              it.signatures === null
                ? say({ vi: 'Khối gốc, không cần ký', en: 'Of the genesis there are none' })
                : count(it.signatures, language),
            ],
            [
              'Gas',
              `${count(Number(it.gasUsed), language)} / ${count(Number(it.gasLimit), language)}`,
            ],
            [
              say({ vi: 'Kích thước', en: 'Size' }),
              `${count(it.size, language)} ${say({ vi: 'byte', en: 'bytes' })}`,
            ],
            [say({ vi: 'Mã băm', en: 'Hash' }), code(it.hash)],
            [
              say({ vi: 'Khối liền trước', en: 'Parent' }),
              it.number > 0 ? (
                <Link key="parent" href={to.block(it.parentHash)} className={classes.code ?? ''}>
                  {it.parentHash}
                </Link>
              ) : (
                code(it.parentHash)
              ),
            ],
            [say({ vi: 'Gốc trạng thái', en: 'State root' }), code(it.stateRoot)],
            [say({ vi: 'Gốc giao dịch', en: 'Transactions root' }), code(it.transactionsRoot)],
            [say({ vi: 'Gốc biên nhận', en: 'Receipts root' }), code(it.receiptsRoot)],
          ]}
        />
      </Section>
      <Section title={say({ vi: 'Giao dịch', en: 'Transactions' })}>
        {it.lines.length === 0 ? (
          <Text c="dimmed">
            {say({
              vi: 'Khối này không có giao dịch: nó mang trạng thái sau khối trước và chữ ký xác nhận.',
              en: 'This block has none: it carries the state after the one before, and the signatures on it.',
            })}
          </Text>
        ) : (
          it.lines.map((line) => <TransactionRow key={line.hash} of={line} />)
        )}
      </Section>
    </Stack>
  )
}
