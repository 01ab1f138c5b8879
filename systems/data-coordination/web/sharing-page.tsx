import { SimpleGrid, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { useAnswer } from '#portal/ask.ts'
import { count, day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { SharingView } from '../contract-reports.ts'
import { api, to } from './addresses.ts'
import { AskedOfPeople } from './asked-anyway.tsx'
import classes from './exchange.module.css'
import { RoomLinks } from './room-links.tsx'
import { SharingBars } from './sharing-bars.tsx'

/** Who keeps what others could use, answers late, or promises what is not kept. */
export default function SharingPage() {
  const say = useSay()
  const report = useAnswer<SharingView>(`${api}/sharing`)
  return (
    <Page
      title={say({ vi: 'Ai chưa chia sẻ', en: 'Who does not share' })}
      lead={
        report.data
          ? `${say({ vi: 'Tính đến ngày', en: 'As of' })} ${day(report.data.on)}`
          : say({ vi: 'Báo cáo chia sẻ dữ liệu', en: 'Report on sharing' })
      }
      aside={
        <a
          href={`${api}/sharing.csv`}
          download
          style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}
        >
          <Icon name="download" size={16} />
          <span>{say({ vi: 'Tải bảng (CSV)', en: 'Download (CSV)' })}</span>
        </a>
      }
    >
      <RoomLinks />
      <Answered of={report} lines={4}>
        {(it) => <Report it={it} />}
      </Answered>
    </Page>
  )
}

function Report({ it }: { it: SharingView }) {
  const say = useSay()
  return (
    <Stack gap="md">
      <AskedOfPeople of={it.asked} />
      <SharingBars of={it} />
      <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
        <Kind
          title={{ vi: 'Chưa công bố dịch vụ nào', en: 'Publish nothing' }}
          none={{ vi: 'Mọi cơ sở dữ liệu đều có dịch vụ.', en: 'Every register has a service.' }}
          rows={it.silent.map((of) => [
            of.code,
            <Link key="m" href={to.member(of.memberId)} style={{ color: 'var(--link)' }}>
              {say(of.name)}
            </Link>,
            say(of.member),
          ])}
        />
        <Kind
          title={{ vi: 'Chưa trả lời yêu cầu đúng hạn', en: 'Answer late' }}
          none={{ vi: 'Mọi yêu cầu được trả lời đúng hạn.', en: 'Every request was answered.' }}
          rows={it.unanswered.map((of) => [
            of.requestId,
            <Link key="r" href={to.request(of.requestId)} style={{ color: 'var(--link)' }}>
              {say(of.title)}
            </Link>,
            `${say(of.owner)} · ${say({ vi: `chậm ${of.daysLate} ngày`, en: `${of.daysLate} days late` })} · ${say({ vi: 'bên xin', en: 'asked by' })} ${say(of.client)}`,
          ])}
        />
        <Kind
          title={{ vi: 'Chất lượng dưới cam kết', en: 'Below their promise' }}
          none={{ vi: 'Mọi dịch vụ đạt cam kết.', en: 'Every service keeps its promise.' }}
          rows={it.below.map((of) => [
            of.serviceId,
            <Link key="s" href={to.service(of.serviceId)} style={{ color: 'var(--link)' }}>
              {say(of.title)}
            </Link>,
            `${say(of.owner)} · ${count(of.measured, say.language)}% / ${count(of.promised, say.language)}%`,
          ])}
        />
      </SimpleGrid>
    </Stack>
  )
}

function Kind(props: {
  title: Words
  none: Words
  rows: readonly (readonly [key: string, name: ReactNode, detail: string])[]
}) {
  const say = useSay()
  return (
    <Section title={`${say(props.title)} (${count(props.rows.length, say.language)})`}>
      {props.rows.length === 0 && (
        <Text size="sm" style={{ display: 'flex', gap: 8 }}>
          <span style={{ color: 'var(--mantine-color-jade-6)' }}>
            <Icon name="check" size={18} />
          </span>
          {say(props.none)}
        </Text>
      )}
      {props.rows.map(([key, name, detail]) => (
        <div key={key} className={classes.row}>
          <div style={{ minWidth: 0 }}>
            {name}
            <Text size="sm" c="dimmed">
              {detail}
            </Text>
          </div>
        </div>
      ))}
    </Section>
  )
}
