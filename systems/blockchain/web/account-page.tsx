import { Badge, Stack } from '@mantine/core'
import { useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { count } from '#portal/format.ts'
import { LongList } from '#portal/long-list.tsx'
import { Facts, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { AccountView, TransactionLine } from '../contract.ts'
import { to } from './addresses.ts'
import classes from './chain.module.css'
import { ContractSource } from './contract-source.tsx'
import { TransactionRow } from './transaction-row.tsx'

/** An account or a contract, with what it took part in. */
export default function AccountPage() {
  const say = useSay()
  const { address } = useParams<{ address: string }>()
  const path = `/api/blockchain/v1/accounts/${address}`
  const account = useAnswer<AccountView>(path)
  const { data } = account
  const kind =
    data && data.codeSize > 0
      ? say({ vi: 'Hợp đồng', en: 'Contract' })
      : say({ vi: 'Tài khoản', en: 'Account' })
  return (
    <Page
      back={{ to: to.chain, words: { vi: 'Chuỗi khối', en: 'Blockchain' } }}
      title={data?.name ? say(data.name) : kind}
    >
      <Stack gap="md">
        <Answered of={account}>
          {(it) => (
            <Section
              title={kind}
              aside={
                it.system && (
                  <Badge variant="light" color="jade" tt="none">
                    {say({ vi: 'Hợp đồng hệ thống', en: 'System contract' })}
                  </Badge>
                )
              }
            >
              <Facts
                of={[
                  [
                    say({ vi: 'Địa chỉ', en: 'Address' }),
                    <span key="address" className={classes.code}>
                      {it.address}
                    </span>,
                  ],
                  [
                    say({ vi: 'Số dư (wei)', en: 'Balance (wei)' }),
                    count(Number(it.balance), say.language),
                  ],
                  [
                    say({ vi: 'Giao dịch đã gửi', en: 'Transactions sent' }),
                    count(it.nonce, say.language),
                  ],
                  ...(it.codeSize > 0
                    ? [
                        [
                          say({ vi: 'Mã chương trình', en: 'Code' }),
                          `${count(it.codeSize, say.language)} ${say({ vi: 'byte', en: 'bytes' })}`,
                        ] as const,
                      ]
                    : []),
                ]}
              />
            </Section>
          )}
        </Answered>
        {data && data.codeSize > 0 && !data.system && <ContractSource address={data.address} />}
        <Section title={say({ vi: 'Giao dịch', en: 'Transactions' })}>
          <LongList<TransactionLine>
            path={`${path}/transactions`}
            cursor="before"
            keyOf={(it) => `${it.block}-${it.index}`}
            empty={
              <Empty
                icon="list"
                title={{ vi: 'Chưa có giao dịch', en: 'No transactions' }}
                text={{
                  vi: 'Giao dịch gửi từ hoặc đến địa chỉ này sẽ hiện ở đây.',
                  en: 'What is sent from or to this address will stand here.',
                }}
              />
            }
          >
            {(it) => <TransactionRow of={it} />}
          </LongList>
        </Section>
      </Stack>
    </Page>
  )
}
