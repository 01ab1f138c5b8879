import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { LongList } from '#portal/long-list.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { MemberView, ProposalView, ValidatorView } from '../contract.ts'
import type { VoiceView } from '../contract-votes.ts'
import { api, to } from './addresses.ts'
import classes from './chain.module.css'
import { ChainLinks } from './chain-links.tsx'
import { ProposalCard } from './proposal-card.tsx'
import { Shortened } from './shortened.tsx'

/** Who runs the chain: members with their quotas, validators with their power, votes. */
export default function MembersPage() {
  const say = useSay()
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  const validators = useAnswer<{ items: ValidatorView[] }>(`${api}/validators`)
  const { has } = useSession()
  const speaks = has('operator') || has('data-steward')
  const voices = useAnswer<{ items: VoiceView[] }>(`${api}/voices`, { enabled: speaks })
  return (
    <Page
      title={say({ vi: 'Thành viên và biểu quyết', en: 'Members and votes' })}
      lead={say({
        vi: 'Thành viên được kết nạp, nút xác thực được thêm bớt bằng biểu quyết của các thành viên, ngay trên chuỗi.',
        en: 'Members are admitted and validators change by votes of the members, on the chain itself.',
      })}
    >
      <ChainLinks />
      <Stack gap="md">
        <Section title={say({ vi: 'Thành viên', en: 'Members' })}>
          <Answered of={members}>
            {({ items }) => (
              <div>
                {items.map((it) => (
                  <MemberRow key={it.id} of={it} />
                ))}
              </div>
            )}
          </Answered>
        </Section>
        <Section
          title={say({ vi: 'Nút xác thực', en: 'Validators' })}
          lead={say({
            vi: 'Ai ký các khối, và chữ ký ấy nặng bao nhiêu.',
            en: 'Who signs blocks, and how much a signature weighs.',
          })}
        >
          <Answered of={validators}>{({ items }) => <Validators of={items} />}</Answered>
        </Section>
        <Section
          title={say({ vi: 'Biểu quyết', en: 'Votes' })}
          aside={
            speaks && (
              <Button
                component={Link}
                href={to.propose}
                size="sm"
                leftSection={<Icon name="plus" />}
              >
                {say({ vi: 'Đưa ra biểu quyết', en: 'Put to the vote' })}
              </Button>
            )
          }
        >
          <LongList<ProposalView>
            path={`${api}/proposals`}
            cursor="before"
            keyOf={(it) => String(it.id)}
            empty={
              <Empty
                icon="people"
                title={{ vi: 'Chưa có đề nghị nào', en: 'Nothing was put to the vote' }}
                text={{
                  vi: 'Đề nghị kết nạp, đình chỉ, đổi hạn mức hay nút xác thực sẽ hiện ở đây cùng kết quả.',
                  en: 'Admissions, suspensions, quotas and validators that are voted on will stand here with the result.',
                }}
              />
            }
          >
            {(it) => <ProposalCard of={it} voices={voices.data?.items ?? []} />}
          </LongList>
        </Section>
      </Stack>
    </Page>
  )
}

function MemberRow({ of: it }: { of: MemberView }) {
  const say = useSay()
  return (
    <div className={`${classes.row} ${classes.stacked}`}>
      <Group gap="xs" wrap="wrap">
        <Text fw={500}>{it.name}</Text>
        {it.standing === 'suspended' && (
          <Badge color="lacquer" variant="light" tt="none">
            {say({ vi: 'Đang bị đình chỉ', en: 'Suspended' })}
          </Badge>
        )}
        {it.standing === 'removed' && (
          <Badge color="gray" variant="light" tt="none">
            {say({ vi: 'Đã rời mạng', en: 'Has left' })}
          </Badge>
        )}
        {it.seated && (
          <Badge color="jade" variant="light" tt="none">
            {say({ vi: 'Có quyền biểu quyết', en: 'Votes' })}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {say({ vi: 'từ', en: 'since' })} {moment(it.admittedAt)}
      </Text>
      <Text size="sm" c="dimmed">
        {say({
          vi: `${count(it.accounts, say.language)} tài khoản · ${it.mayDeploy ? 'được triển khai hợp đồng' : 'không triển khai hợp đồng'}`,
          en: `${count(it.accounts, say.language)} account${it.accounts === 1 ? '' : 's'} · ${it.mayDeploy ? 'may deploy contracts' : 'may not deploy contracts'}`,
        })}
      </Text>
      <Text size="sm" c="dimmed">
        {say({
          vi: `${count(Number(it.gasPerDay), say.language)} gas mỗi ngày`,
          en: `${count(Number(it.gasPerDay), say.language)} gas a day`,
        })}
      </Text>
    </div>
  )
}

function Validators({ of: items }: { of: readonly ValidatorView[] }) {
  const say = useSay()
  const total = items.reduce((sum, it) => sum + Number(it.power), 0)
  return (
    <div>
      {items.map((it) => {
        const share = Math.round((Number(it.power) / total) * 1_000) / 10
        return (
          <div key={it.key} className={classes.row}>
            <Text fw={500}>{it.memberName}</Text>
            <Text size="sm">{share} %</Text>
            <Shortened of={it.key} />
            <div
              className={classes.share}
              style={{ width: 120 }}
              role="img"
              aria-label={`${say({ vi: 'Tỷ trọng', en: 'Share' })} ${share} %`}
            >
              <span style={{ width: `${share}%` }} />
            </div>
          </div>
        )
      })}
    </div>
  )
}
