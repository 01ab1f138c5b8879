import { Alert, Badge, Tabs } from '@mantine/core'
import '@mantine/core/styles/Tabs.css'
import { useState } from 'react'
import { useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered } from '#portal/states.tsx'
import type { LifeEventView, PersonView } from '../contract.ts'
import { PersonFacts } from './person-facts.tsx'
import { PersonHistory } from './person-history.tsx'
import { kindWords, type ReportKind } from './report.ts'
import { ReportPanel } from './report-panel.tsx'

type Done = { kind: ReportKind; effectiveOn: string }

export default function PersonPage() {
  const { id } = useParams<{ id: string }>()
  // Someone else is another page: nothing of the one before may stay.
  return <OnePerson key={id} id={id} />
}

function OnePerson({ id }: { id: string }) {
  const say = useSay()
  const session = useSession()
  const path = `/api/population/v1/people/${id}`
  const person = useAnswer<PersonView>(path)
  const history = useAnswer<{ items: LifeEventView[] }>(`${path}/life-events`)
  const [tab, setTab] = useState<string | null>('items')
  const [done, setDone] = useState<Done | null>(null)
  const finish = (kind: ReportKind, effectiveOn: string) => {
    setDone({ kind, effectiveOn })
    setTab('history')
  }
  return (
    <Page
      title={person.data?.fullName ?? say({ vi: 'Hồ sơ dân cư', en: 'Person' })}
      back={{ to: paths.people, words: { vi: 'Tra cứu dân cư', en: 'People' } }}
      aside={
        person.data?.diedOn && (
          <Badge color="gray" tt="none" size="lg">
            {say({ vi: 'Đã mất', en: 'Deceased' })} {day(person.data.diedOn)}
          </Badge>
        )
      }
    >
      <div role="status">{done && <Recorded {...done} />}</div>
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="items">{say({ vi: 'Thông tin', en: 'Items' })}</Tabs.Tab>
          <Tabs.Tab value="history">{say({ vi: 'Lịch sử', en: 'History' })}</Tabs.Tab>
          {session.has('civil-registrar') && (
            <Tabs.Tab value="report">{say({ vi: 'Ghi nhận sự kiện', en: 'Report' })}</Tabs.Tab>
          )}
        </Tabs.List>
        <Answered of={person} lines={8}>
          {(it) => (
            <>
              <Tabs.Panel value="items">
                <PersonFacts person={it} linked />
              </Tabs.Panel>
              <Tabs.Panel value="history">
                <Answered of={history}>
                  {({ items }) => <PersonHistory person={it} events={items} />}
                </Answered>
              </Tabs.Panel>
              <Tabs.Panel value="report">
                <ReportPanel person={it} onDone={finish} />
              </Tabs.Panel>
            </>
          )}
        </Answered>
      </Tabs>
    </Page>
  )
}

function Recorded({ kind, effectiveOn }: Done) {
  const say = useSay()
  return (
    <Alert color="jade" variant="light" icon={<Icon name="check" />} mb="md">
      {say({ vi: 'Đã ghi nhận', en: 'Recorded' })}: {say(kindWords[kind].title)},{' '}
      {say({ vi: 'có hiệu lực từ', en: 'effective from' })} {day(effectiveOn)}.
    </Alert>
  )
}
