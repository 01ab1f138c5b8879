import '@mantine/core/styles/Tabs.css'
import { List, Stack, Tabs, Text, VisuallyHidden } from '@mantine/core'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { useAnswer } from '#portal/ask.ts'
import { Copyable } from '#portal/copyable.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { ChainOverview, SystemContractView } from '../contract.ts'
import { api, to } from './addresses.ts'
import classes from './chain.module.css'
import { ChainLinks } from './chain-links.tsx'
import {
  curlSnippet,
  ethersSnippet,
  foundrySnippet,
  hardhatSnippet,
  kitSnippet,
  sendSnippet,
  viemSnippet,
} from './snippets.ts'
import { WalletButton } from './wallet-button.tsx'

/** How programs reach the chain, what is on it from the beginning, and what it does not do. */
export default function DevelopersPage() {
  const say = useSay()
  const overview = useAnswer<ChainOverview>(`${api}/overview`)
  const contracts = useAnswer<{ items: SystemContractView[] }>(`${api}/system-contracts`)
  return (
    <Page
      title={say({ vi: 'Lập trình trên chuỗi', en: 'Build on the chain' })}
      lead={say({
        vi: 'Chuỗi nói đúng giao thức của Ethereum: công cụ bạn đang dùng nối vào được ngay.',
        en: 'The chain speaks Ethereum’s protocol: the tools that you use connect as they are.',
      })}
    >
      <ChainLinks />
      <Stack gap="md">
        <Answered of={overview}>{(it) => <Connect of={it} />}</Answered>
        <Answered of={overview}>{(it) => <Programs of={it} />}</Answered>
        <Answered of={overview}>{(it) => <Kit of={it} />}</Answered>
        <Section
          title={say({ vi: 'Hợp đồng có sẵn', en: 'Contracts that come with the chain' })}
          lead={say({
            vi: 'Địa chỉ giống nhau trên mọi mạng. Tải giao diện (ABI) để gọi từ chương trình của bạn.',
            en: 'Their addresses are the same on every network. Save an interface (ABI) to call one.',
          })}
        >
          <Answered of={contracts}>
            {({ items }) => (
              <div>
                {items.map((it) => (
                  <div key={it.name} className={`${classes.row} ${classes.stacked}`}>
                    <Link href={to.account(it.address)}>{say(it.words)}</Link>
                    <a
                      href={`${api}/system-contracts/${it.name}/interface`}
                      download={`${it.name}.json`}
                    >
                      {say({ vi: 'Tải ABI', en: 'Save the ABI' })}
                      <VisuallyHidden> {say(it.words)}</VisuallyHidden>
                    </a>
                    <span className={classes.code}>{it.address}</span>
                  </div>
                ))}
              </div>
            )}
          </Answered>
        </Section>
        <Section title={say({ vi: 'Điều cần biết', en: 'What to know' })}>
          <List spacing="sm" size="sm">
            {limits.map((it) => (
              <List.Item key={it.en}>{say(it)}</List.Item>
            ))}
          </List>
        </Section>
      </Stack>
    </Page>
  )
}

function Connect({ of: it }: { of: ChainOverview }) {
  const say = useSay()
  return (
    <Section title={say({ vi: 'Kết nối', en: 'Connect' })} aside={<WalletButton of={it} />}>
      <Stack gap="sm">
        <Copyable
          label={say({ vi: 'JSON-RPC qua HTTP', en: 'JSON-RPC over HTTP' })}
          text={it.rpcUrl}
        />
        <Copyable
          label={say({ vi: 'JSON-RPC qua WebSocket', en: 'JSON-RPC over WebSocket' })}
          text={it.rpcUrl.replace(/^http/, 'ws')}
        />
        <Copyable
          label={say({ vi: 'Mã chuỗi (chain id)', en: 'Chain id' })}
          text={String(it.chainId)}
        />
      </Stack>
    </Section>
  )
}

function Programs({ of: { rpcUrl, chainId } }: { of: ChainOverview }) {
  const say = useSay()
  const programs: [name: string, label: Words, text: string][] = [
    ['viem', { vi: 'Đọc với viem', en: 'Read with viem' }, viemSnippet(rpcUrl, chainId)],
    ['ethers', { vi: 'Đọc với ethers', en: 'Read with ethers' }, ethersSnippet(rpcUrl)],
    [
      'send',
      { vi: 'Gửi giao dịch bằng khóa của thành viên', en: 'Send with a member’s key' },
      sendSnippet(rpcUrl, chainId),
    ],
    [
      'Hardhat',
      { vi: 'Cấu hình Hardhat', en: 'Hardhat’s settings' },
      hardhatSnippet(rpcUrl, chainId),
    ],
    ['Foundry', { vi: 'Lệnh của Foundry', en: 'Foundry’s commands' }, foundrySnippet(rpcUrl)],
    ['curl', { vi: 'Không cần thư viện', en: 'Without a library' }, curlSnippet(rpcUrl)],
  ]
  return (
    <Section
      title={say({ vi: 'Chương trình đầu tiên', en: 'A first program' })}
      lead={say({
        vi: 'Đọc chuỗi không cần tài khoản. Gửi giao dịch cần tài khoản của một thành viên.',
        en: 'Reading needs no account. Sending needs an account of a member.',
      })}
    >
      <Tabs defaultValue="viem">
        <Tabs.List mb="sm">
          {programs.map(([name]) => (
            <Tabs.Tab key={name} value={name}>
              {name === 'send' ? say({ vi: 'Gửi', en: 'Send' }) : name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {programs.map(([name, label, text]) => (
          <Tabs.Panel key={name} value={name}>
            <Copyable label={say(label)} text={text} />
          </Tabs.Panel>
        ))}
      </Tabs>
      <Text size="sm" c="dimmed" mt="sm">
        {say({
          vi: 'Tài khoản được một thành viên thêm vào bằng hàm addAccount của hợp đồng Quản trị mạng, kèm chữ ký đồng ý của chính tài khoản đó; có hiệu lực ngay.',
          en: 'A member adds an account with addAccount of the Governance contract and the account’s own signature; it counts at once.',
        })}
      </Text>
    </Section>
  )
}

function Kit({ of: { rpcUrl } }: { of: ChainOverview }) {
  const say = useSay()
  return (
    <Section
      title={say({ vi: 'Bộ công cụ cho lập trình viên', en: 'The developers’ kit' })}
      lead={say({
        vi: 'Một dự án Hardhat chạy được ngay: ERC-20, ERC-721, hội đồng biểu quyết, bài kiểm thử, và SDK cho hợp đồng hệ thống.',
        en: 'A Hardhat project that runs as it is: ERC-20, ERC-721, a governor, tests, and the SDK for the system contracts.',
      })}
      aside={
        <a href={`${api}/kit`} download="ndc-chain-kit.tar.gz">
          {say({ vi: 'Tải bộ công cụ', en: 'Save the kit' })}
        </a>
      }
    >
      <Copyable
        label={say({ vi: 'Từ thư mục trống đến bài kiểm thử', en: 'From nothing to its tests' })}
        text={kitSnippet(rpcUrl)}
      />
      <Text size="sm" c="dimmed" mt="sm">
        {say({
          vi: 'NDC_KEY_1 và NDC_KEY_2 là khóa của hai tài khoản thành viên được gửi giao dịch và triển khai hợp đồng.',
          en: 'NDC_KEY_1 and NDC_KEY_2 are keys of two members’ accounts that may send and deploy.',
        })}
      </Text>
    </Section>
  )
}

const limits: Words[] = [
  {
    vi: 'Gas không có giá: mỗi thành viên có hạn mức gas một ngày (giờ Việt Nam), trong hạn mức thì miễn phí, hết hạn mức thì chờ ngày sau.',
    en: 'Gas has no price: a member has a quota of gas a day (Vietnamese time), free within it; beyond it, transactions wait for the next day.',
  },
  {
    vi: 'Chỉ tài khoản của thành viên gửi được giao dịch; triển khai hợp đồng cần thêm quyền triển khai.',
    en: 'Only accounts of members send transactions; deploying needs the right to deploy.',
  },
  {
    vi: 'Khối chỉ được tạo khi có giao dịch; giao dịch đã vào khối là cuối cùng, không bao giờ bị đảo lại.',
    en: 'A block is made when there is a transaction for it; what stands in a block is final and never taken back.',
  },
  {
    vi: 'Máy ảo theo bản Prague của Ethereum, kể cả EIP-7702; không nhận giao dịch kèm blob (loại 3), không có rút cọc.',
    en: 'The machine is that of Ethereum’s Prague, with EIP-7702; transactions with blobs (type 3) are refused, and there are no withdrawals.',
  },
  {
    vi: 'Trên chuỗi không có nguồn ngẫu nhiên: PREVRANDAO luôn bằng 0. Khối liền nhau có thể cùng một giây.',
    en: 'There is no chance on the chain: PREVRANDAO is always 0. Blocks may stand in the same second.',
  },
  {
    vi: 'Không ghi dữ liệu cá nhân lên chuỗi, kể cả mã băm không muối: đã ghi thì không xóa được.',
    en: 'No personal data on the chain, not even as a digest without salt: what is written cannot be erased.',
  },
]
