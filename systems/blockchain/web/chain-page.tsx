import { Alert, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { Copyable } from '#portal/copyable.tsx'
import { Figures } from '#portal/figures.tsx'
import { count, moment, relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { BlockLine, ChainOverview } from '../contract.ts'
import { api, to } from './addresses.ts'
import { BlockRow } from './block-row.tsx'
import { ChainLinks } from './chain-links.tsx'
import { ChainPulse } from './chain-pulse.tsx'
import { ChainSearch } from './chain-search.tsx'

/** The chain at a glance: is it well, what happens on it, and how programs reach it. */
export default function ChainPage() {
  const say = useSay()
  const overview = useAnswer<ChainOverview>(`${api}/overview`, { everyMs: 3_000 })
  const blocks = useAnswer<{ items: BlockLine[] }>(`${api}/blocks`, { everyMs: 3_000 })
  return (
    <Page
      title={say({ vi: 'Chuỗi khối quốc gia', en: 'National blockchain' })}
      lead={say({
        vi: 'Nơi các cơ quan chứng minh: cái gì đã có, từ khi nào, và chưa ai sửa.',
        en: 'Where agencies prove what existed, since when, and that nobody changed it.',
      })}
    >
      <ChainLinks />
      <Stack gap="md">
        <ChainSearch />
        <Answered of={overview}>{(it) => <Overview of={it} />}</Answered>
        <Section
          title={say({ vi: 'Khối mới nhất', en: 'Latest blocks' })}
          aside={<Link href={to.blocks}>{say({ vi: 'Tất cả', en: 'All' })}</Link>}
        >
          <Answered of={blocks}>
            {({ items }) => (
              <div>
                {items.slice(0, 8).map((it) => (
                  <BlockRow key={it.number} of={it} />
                ))}
              </div>
            )}
          </Answered>
        </Section>
        <Answered of={overview} lines={1}>
          {(it) => (
            <Section title={say({ vi: 'Kết nối', en: 'Connect' })}>
              <Stack gap="sm">
                <Text size="sm" c="dimmed">
                  {say({
                    vi: 'Ví và chương trình của Ethereum (MetaMask, viem, ethers, Hardhat, Foundry) kết nối qua địa chỉ này, bằng HTTP hoặc WebSocket.',
                    en: 'Wallets and programs for Ethereum (MetaMask, viem, ethers, Hardhat, Foundry) connect to this address, by HTTP or WebSocket.',
                  })}
                </Text>
                <Copyable label="JSON-RPC" text={it.rpcUrl} />
                <Copyable
                  label={say({ vi: 'Mã chuỗi (chain id)', en: 'Chain id' })}
                  text={String(it.chainId)}
                />
              </Stack>
            </Section>
          )}
        </Answered>
      </Stack>
    </Page>
  )
}

function Overview({ of: it }: { of: ChainOverview }) {
  const say = useSay()
  const total = it.recent.reduce((sum, { transactions }) => sum + transactions, 0)
  const { language } = say
  return (
    <>
      <Figures
        of={[
          [count(it.height, language), { vi: 'Khối cuối', en: 'Last block' }],
          [relative(it.latestAt, now(), language), { vi: 'Được tạo', en: 'Made' }],
          [count(it.validators, language), { vi: 'Nút xác thực', en: 'Validators' }],
          [count(it.pending, language), { vi: 'Giao dịch đang chờ', en: 'Waiting' }],
        ]}
      />
      <Section
        title={say({ vi: 'Nhịp của chuỗi', en: 'Pulse of the chain' })}
        lead={say({
          vi: `${count(total, language)} giao dịch trong ${it.recent.length} khối gần nhất; khối chỉ được tạo khi có giao dịch.`,
          en: `${count(total, language)} transactions in the last ${it.recent.length} blocks; a block is made when there is something to put in it.`,
        })}
      >
        <ChainPulse of={it.recent} />
        <Group justify="space-between" mt={6}>
          <Text size="xs" c="dimmed">
            {it.recent[0] && moment(it.recent[0].at)}
          </Text>
          <Text size="xs" c="dimmed">
            {moment(it.latestAt)}
          </Text>
        </Group>
      </Section>
      <Alert
        color={it.consensus === 'solo' ? 'gold' : 'jade'}
        variant="light"
        icon={<Icon name={it.consensus === 'solo' ? 'information' : 'shield'} />}
        title={
          it.consensus === 'solo'
            ? say({ vi: 'Một nút duy nhất', en: 'A single node' })
            : say({
                vi: `${it.validators} nút xác thực cùng quyết định`,
                en: `${it.validators} validators decide together`,
              })
        }
      >
        {say(it.words)}
      </Alert>
    </>
  )
}
