import { Alert, Badge, Button, Group, Tabs } from '@mantine/core'
import '@mantine/core/styles/Tabs.css'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered } from '#portal/states.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import { api, to } from './addresses.ts'
import classes from './exchange.module.css'
import { ServiceAccess } from './service-access.tsx'
import { ServiceLevel } from './service-level.tsx'
import { ServiceOverview } from './service-overview.tsx'
import { ServiceTry } from './service-try.tsx'
import { ServiceVersions } from './service-versions.tsx'
import { serviceStates } from './service-words.ts'

/** One data service: what it gives, by what right, how well, and to whom. */
export default function ServicePage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const { has } = useSession()
  const service = useAnswer<ServiceView>(`${api}/services/${id}`)
  const it = service.data
  return (
    <Page
      title={it ? say(it.title) : say({ vi: 'Dịch vụ dữ liệu', en: 'Data service' })}
      lead={it ? `${say(it.owner.name)} · ${say(it.subsystem.name)}` : ''}
      back={{ to: to.catalogue, words: { vi: 'Danh mục dịch vụ', en: 'Catalogue' } }}
      aside={
        it &&
        it.state !== 'withdrawn' &&
        has('data-steward') && (
          <Button component={Link} href={to.ask(it.id)} leftSection={<Icon name="key" />}>
            {say({ vi: 'Xin quyền sử dụng', en: 'Ask for access' })}
          </Button>
        )
      }
    >
      <Answered of={service} lines={6}>
        {(known) => <Shown it={known} />}
      </Answered>
    </Page>
  )
}

function Shown({ it }: { it: ServiceView }) {
  const say = useSay()
  const { has } = useSession()
  const [tab, setTab] = useState<string | null>('overview')
  const { words, color } = serviceStates[it.state]
  const canTry = has('data-steward') && it.kind === 'rest' && it.state !== 'withdrawn'
  return (
    <>
      <Group gap="xs" mb="md">
        <Badge variant="light" color={color} tt="none">
          {say(words)}
        </Badge>
        <Badge variant="light" color="gray" tt="none">
          {say({ vi: 'Phiên bản', en: 'Version' })} {it.version}
        </Badge>
      </Group>
      {it.sunsetOn && it.state === 'deprecated' && (
        <Alert color="gold" variant="light" icon={<Icon name="clock" />} mb="md">
          {say({ vi: 'Dịch vụ ngừng trả lời sau ngày', en: 'It answers until' })} {day(it.sunsetOn)}
          .{' '}
          {say({
            vi: 'Hãy chuyển sang dịch vụ thay thế trước ngày đó.',
            en: 'Move to what replaces it before that day.',
          })}
        </Alert>
      )}
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md" className={classes.tabs ?? ''}>
          <Tabs.Tab value="overview">{say({ vi: 'Cung cấp gì', en: 'What it gives' })}</Tabs.Tab>
          <Tabs.Tab value="level">{say({ vi: 'Chất lượng', en: 'Service level' })}</Tabs.Tab>
          {canTry && <Tabs.Tab value="try">{say({ vi: 'Gọi thử', en: 'Try it' })}</Tabs.Tab>}
          {has('data-steward') && (
            <Tabs.Tab value="access">{say({ vi: 'Quyền đã cấp', en: 'Who may use it' })}</Tabs.Tab>
          )}
          <Tabs.Tab value="versions">{say({ vi: 'Phiên bản', en: 'Versions' })}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <ServiceOverview of={it} />
        </Tabs.Panel>
        <Tabs.Panel value="level">
          <ServiceLevel of={it} />
        </Tabs.Panel>
        <Tabs.Panel value="try">
          <ServiceTry of={it} />
        </Tabs.Panel>
        <Tabs.Panel value="access">
          <ServiceAccess of={it} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <ServiceVersions of={it} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
