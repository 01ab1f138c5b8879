import { Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useParams } from 'wouter'
import { addDays, civilDateOf } from '#kernel/civil-date'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { DayInput, PersonalNumberInput } from '#portal/fields.tsx'
import { day } from '#portal/format.ts'
import { cardClass, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { OfficeView, OrganisationView } from '../contract.ts'
import { roleWords } from './words.ts'

const api = '/api/identity/v1'

export default function OrganisationPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const path = `${api}/organisations/${id}/offices`
  const organisation = useAnswer<OrganisationView>(`${api}/organisations/${id}`)
  const offices = useAnswer<{ items: OfficeView[] }>(path)
  return (
    <Page
      narrow
      title={organisation.data ? say(organisation.data.name) : say({ vi: 'Chức vụ', en: 'Posts' })}
      back={{
        to: '/identity/organisations',
        words: { vi: 'Tổ chức và chức vụ', en: 'Organisations and posts' },
      }}
    >
      <Stack gap="md">
        <Answered of={offices}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon="people"
                title={{ vi: 'Chưa có ai giữ chức vụ', en: 'Nobody holds a post yet' }}
                text={{
                  vi: 'Bổ nhiệm người đầu tiên bằng biểu mẫu dưới đây.',
                  en: 'Appoint the first person with the form below.',
                }}
              />
            ) : (
              items.map((it) => <Office key={it.id} of={it} path={path} />)
            )
          }
        </Answered>
        {organisation.data && <Appoint to={organisation.data} path={path} />}
      </Stack>
    </Page>
  )
}

function Office({ of: it, path }: { of: OfficeView; path: string }) {
  const say = useSay()
  const end = useAct<void>(
    () => ask('POST', `${api}/offices/${it.id}/end`, { until: addDays(civilDateOf(now()), -1) }),
    [path],
  )
  return (
    <section className={cardClass}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600}>{it.holder}</Text>
          <Text size="sm">{say(it.title)}</Text>
          <Text size="sm" c="dimmed">
            {say(roleWords[it.role] ?? { vi: it.role, en: it.role })} ·{' '}
            {say({ vi: 'từ', en: 'since' })} {day(it.since)}
            {it.until && ` ${say({ vi: 'đến', en: 'until' })} ${day(it.until)}`}
          </Text>
        </div>
        {!it.until && (
          <Button
            size="compact-sm"
            variant="default"
            loading={end.isPending}
            onClick={() => end.mutate()}
          >
            {say({ vi: 'Chấm dứt', en: 'End' })}
          </Button>
        )}
      </Group>
      {end.error && <Failed error={end.error} />}
    </section>
  )
}

function Appoint({ to, path }: { to: OrganisationView; path: string }) {
  const say = useSay()
  const empty = { number: '', role: '', vi: '', en: '', since: '' }
  const [post, setPost] = useState(empty)
  const change = (some: Partial<typeof post>) => setPost({ ...post, ...some })
  const appoint = useAct<void>(() => {
    const { number, role, since } = post
    const title = { vi: post.vi.trim(), en: post.en.trim() }
    const rest = { organisationId: to.id, title, unitCode: to.unitCode, until: null }
    return ask('POST', `${api}/offices`, { number, role, since, ...rest })
  }, [path])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    appoint.mutate(undefined, { onSuccess: () => setPost(empty) })
  }
  const ready = post.number.length === 12 && post.role && post.vi && post.en && post.since
  return (
    <form onSubmit={submit}>
      <Section title={say({ vi: 'Bổ nhiệm', en: 'Appoint' })}>
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <PersonalNumberInput value={post.number} onChange={(it) => change({ number: it })} />
            <Select
              label={say({ vi: 'Vai trò', en: 'Role' })}
              description={say({ vi: 'Quyền hạn trong hệ thống', en: 'The powers it gives' })}
              data={Object.entries(roleWords).map(([value, words]) => ({
                value,
                label: say(words),
              }))}
              value={post.role || null}
              onChange={(it) => change({ role: it ?? '' })}
            />
            <TextInput
              label={say({ vi: 'Chức danh', en: 'Title in Vietnamese' })}
              maxLength={200}
              value={post.vi}
              onChange={(event) => change({ vi: event.currentTarget.value })}
            />
            <TextInput
              label={say({ vi: 'Chức danh tiếng Anh', en: 'Title in English' })}
              maxLength={200}
              value={post.en}
              onChange={(event) => change({ en: event.currentTarget.value })}
            />
            <DayInput
              key={appoint.submittedAt}
              label={say({ vi: 'Từ ngày', en: 'From' })}
              value={post.since}
              onChange={(it) => change({ since: it })}
            />
          </SimpleGrid>
          {appoint.error && <Failed error={appoint.error} />}
          <Button
            type="submit"
            style={{ alignSelf: 'start' }}
            loading={appoint.isPending}
            disabled={!ready}
          >
            {say({ vi: 'Bổ nhiệm', en: 'Appoint' })}
          </Button>
        </Stack>
      </Section>
    </form>
  )
}
