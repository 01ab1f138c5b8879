import { Alert, Stack, Text } from '@mantine/core'
import { Link, useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { TransactionView } from '../contract.ts'
import { to } from './addresses.ts'
import classes from './chain.module.css'
import { wordsOfEvent } from './chain-words.ts'
import { fieldFact } from './decoded.tsx'
import { PartyLink } from './shortened.tsx'
import { callName } from './transaction-row.tsx'

/** One transaction: who did what, and what came of it. */
export default function TransactionPage() {
  const say = useSay()
  const { hash } = useParams<{ hash: string }>()
  const transaction = useAnswer<TransactionView>(`/api/blockchain/v1/transactions/${hash}`)
  return (
    <Page
      back={{ to: to.chain, words: { vi: 'Chuỗi khối', en: 'Blockchain' } }}
      title={
        transaction.data
          ? callName(transaction.data, say)
          : say({ vi: 'Giao dịch', en: 'Transaction' })
      }
    >
      <Answered of={transaction}>{(it) => <Transaction of={it} />}</Answered>
    </Page>
  )
}

function Transaction({ of: it }: { of: TransactionView }) {
  const say = useSay()
  const { language } = say
  return (
    <Stack gap="md">
      <Alert
        color={it.success ? 'jade' : 'lacquer'}
        variant="light"
        icon={<Icon name={it.success ? 'check' : 'warning'} />}
        title={
          it.success
            ? say({ vi: 'Đã thực hiện', en: 'Done' })
            : say({ vi: 'Không thành công, không thay đổi gì', en: 'Failed; it changed nothing' })
        }
      >
        {moment(it.at)} · {say({ vi: 'khối', en: 'block' })}{' '}
        <Link href={to.block(it.block)}>{count(it.block, language)}</Link>
      </Alert>
      <Section title={say({ vi: 'Giao dịch', en: 'Transaction' })}>
        <Facts
          of={[
            [say({ vi: 'Người gửi', en: 'From' }), <PartyLink key="from" of={it.from} />],
            [
              say({ vi: 'Đến', en: 'To' }),
              it.to ? (
                <PartyLink key="to" of={it.to} />
              ) : (
                it.created && <PartyLink key="made" of={{ address: it.created, name: null }} />
              ),
            ],
            ...it.fields.map((field) => fieldFact(field, say)),
            [say({ vi: 'Giá trị (wei)', en: 'Value (wei)' }), count(Number(it.value), language)],
            [
              'Gas',
              `${count(Number(it.gasUsed), language)} / ${count(Number(it.gas), language)} · ${
                it.gasPrice === '0'
                  ? say({ vi: 'miễn phí trong hạn mức', en: 'free within the quota' })
                  : it.gasPrice
              }`,
            ],
            [say({ vi: 'Số thứ tự của người gửi', en: 'Nonce' }), count(it.nonce, language)],
            [
              say({ vi: 'Mã giao dịch', en: 'Hash' }),
              <span key="hash" className={classes.code}>
                {it.hash}
              </span>,
            ],
          ]}
        />
      </Section>
      {it.logs.map((log, at) => (
        <Section
          // oxlint-disable-next-line react/no-array-index-key -- their order is what names them
          key={at}
          title={`${say({ vi: 'Sự kiện', en: 'Event' })}: ${say(log.event === null ? { vi: 'chưa rõ tên', en: 'unknown' } : wordsOfEvent(log.event, log.address.address))}`}
        >
          <Facts
            of={[
              [say({ vi: 'Hợp đồng', en: 'Contract' }), <PartyLink key="at" of={log.address} />],
              ...(log.event === null
                ? log.topics.map(
                    (topic, nth) =>
                      [
                        `topic ${nth}`,
                        <span key={topic} className={classes.code}>
                          {topic}
                        </span>,
                      ] as const,
                  )
                : log.fields.map((field) => fieldFact(field, say))),
            ]}
          />
        </Section>
      ))}
      {it.input !== '0x' && (
        <Section title={say({ vi: 'Dữ liệu gửi kèm', en: 'Input' })}>
          <Text className={classes.code} style={{ maxHeight: 260, overflow: 'auto' }} tabIndex={0}>
            {it.input}
          </Text>
        </Section>
      )}
    </Stack>
  )
}
