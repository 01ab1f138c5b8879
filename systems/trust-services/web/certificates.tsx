import { Badge, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDeferredValue, useState } from 'react'
import { useAnswer } from '#portal/ask.ts'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { LongList } from '#portal/long-list.tsx'
import { cardClass, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { CertificateView } from '../contract.ts'
import { api } from './authorities.ts'
import { CertificateDialog } from './certificate-dialog.tsx'
import { partOf, profileWords, serialText, stateWords, statusWords } from './words.ts'

const pageLength = 50

/** Every certificate issued, found by kind, state, name or serial number. */
export function Certificates() {
  const say = useSay()
  const [text, setText] = useState('')
  const [profile, setProfile] = useState<string | null>(null)
  const [state, setState] = useState<string | null>(null)
  const [opened, setOpened] = useState<string | null>(null)
  const serial = text.replace(/[\s:]/g, '').toLowerCase()
  const choices = (of: Record<string, { vi: string; en: string }>) =>
    Object.entries(of).map(([value, words]) => ({ value, label: say(words) }))
  return (
    <Section title={say({ vi: 'Chứng thư đã cấp', en: 'Certificates' })}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            label={say({ vi: 'Tên hoặc số chứng thư', en: 'Name or serial number' })}
            leftSection={<Icon name="search" size={18} />}
            maxLength={100}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            clearable
            label={say({ vi: 'Loại', en: 'Kind' })}
            data={choices(profileWords)}
            value={profile}
            onChange={setProfile}
          />
          <Select
            clearable
            label={say({ vi: 'Tình trạng', en: 'State' })}
            data={choices(stateWords)}
            value={state}
            onChange={setState}
          />
        </SimpleGrid>
        {/^[0-9a-f]{32}$/.test(serial) ? (
          <OneCertificate serial={serial} onOpen={setOpened} />
        ) : (
          <ManyCertificates {...{ text, profile, state }} onOpen={setOpened} />
        )}
      </Stack>
      {opened && <CertificateDialog serial={opened} onClose={() => setOpened(null)} />}
    </Section>
  )
}

function OneCertificate(props: { serial: string; onOpen: (serial: string) => void }) {
  const found = useAnswer<CertificateView>(`${api}/certificates/${props.serial}`)
  return (
    <Answered of={found} lines={1}>
      {(it) => <CertificateCard of={it} onOpen={props.onOpen} />}
    </Answered>
  )
}

function ManyCertificates(props: {
  text: string
  profile: string | null
  state: string | null
  onOpen: (serial: string) => void
}) {
  const { text, profile, state } = props
  const name = useDeferredValue(text.trim())
  const filter = new URLSearchParams({
    limit: String(pageLength),
    ...(name && { name }),
    ...(profile && { profile }),
    ...(state && { state }),
  })
  const path = `${api}/certificates?${filter.toString()}`
  return (
    <LongList<CertificateView>
      path={path}
      cursor="after"
      keyOf={(it) => it.serial}
      pageLength={pageLength}
      columns={2}
      empty={
        <div role="status">
          <Empty
            icon="search"
            title={{ vi: 'Không có chứng thư nào như vậy', en: 'There is no such certificate' }}
            text={{
              vi: 'Thử tên khác, số chứng thư đầy đủ, hoặc bỏ bớt điều kiện.',
              en: 'Try another name, the whole serial number, or fewer conditions.',
            }}
          />
        </div>
      }
    >
      {(it) => <CertificateCard of={it} onOpen={props.onOpen} />}
    </LongList>
  )
}

function CertificateCard(props: { of: CertificateView; onOpen: (serial: string) => void }) {
  const say = useSay()
  const { of: it } = props
  const name = partOf(it.subject, 'CN')
  const organisation = partOf(it.subject, 'O')
  const { words, color } = statusWords[it.status]
  return (
    <button
      type="button"
      className={cardClass}
      style={{ height: '100%' }}
      onClick={() => props.onOpen(it.serial)}
    >
      <Group component="span" justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text component="span" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Text>
        <Badge component="span" variant="light" color={color} tt="none" style={{ flexShrink: 0 }}>
          {say(words)}
        </Badge>
      </Group>
      <Text component="span" size="sm" c="dimmed">
        {say(profileWords[it.profile])}
        {organisation !== name && ` · ${organisation}`}
      </Text>
      <Text component="span" size="sm" c="dimmed">
        {day(it.notBefore)}–{day(it.notAfter)}
      </Text>
      <Text component="span" size="xs" c="dimmed" ff="monospace">
        {serialText(it.serial)}
      </Text>
    </button>
  )
}
