import { Badge, Box, Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDeferredValue, useState } from 'react'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { LongList } from '#portal/long-list.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Empty } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import type { CatalogueView, ServiceView } from '../contract-catalogue.ts'
import { api, to } from './addresses.ts'
import { Choice } from './choice.tsx'
import classes from './exchange.module.css'
import { FlowsPicture } from './flows-picture.tsx'
import { RoomLinks } from './room-links.tsx'
import { dataClasses, kindWords, layerWords, serviceStates } from './service-words.ts'

const pageLength = 30

/** What can be asked of whom: found by words, owner and class; open to everyone by title. */
export default function CataloguePage() {
  const say = useSay()
  const { who, has } = useSession()
  const official = (who?.offices.length ?? 0) > 0
  return (
    <Page
      title={say({ vi: 'Danh mục dịch vụ dữ liệu', en: 'Catalogue of data services' })}
      lead={say({
        vi: 'Dữ liệu mà cơ quan này có thể hỏi cơ quan khác, thay vì hỏi người dân.',
        en: 'What agencies can ask each other, instead of asking people.',
      })}
      aside={
        has('data-steward') && (
          <Button component={Link} href={to.publish} leftSection={<Icon name="plus" />}>
            {say({ vi: 'Công bố dịch vụ', en: 'Publish a service' })}
          </Button>
        )
      }
    >
      <RoomLinks />
      {who !== undefined &&
        (official ? (
          <Stack gap="lg">
            <Box visibleFrom="md">
              <FlowsPicture mostListed={4} />
            </Box>
            <Services />
          </Stack>
        ) : (
          <Titles />
        ))}
    </Page>
  )
}

function useSearch() {
  const [text, setText] = useState('')
  return { text, setText, sought: useDeferredValue(text.trim()) }
}

function SearchBox(props: { text: string; onChange: (text: string) => void }) {
  const say = useSay()
  return (
    <TextInput
      label={say({ vi: 'Tìm dịch vụ', en: 'Find a service' })}
      placeholder={say({ vi: 'kết hôn, bảo hiểm, dat dai…', en: 'marriage, insurance, land…' })}
      leftSection={<Icon name="search" size={18} />}
      maxLength={100}
      value={props.text}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  )
}

function Services() {
  const { text, setText, sought } = useSearch()
  const [memberId, setMember] = useState<string | null>(null)
  const [layer, setLayer] = useState<string | null>(null)
  const [dataClass, setClass] = useState<string | null>(null)
  const [kind, setKind] = useState<string | null>(null)
  const { has } = useSession()
  const keeper = has('data-steward') || has('operator')
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`, { enabled: keeper })
  const filter = new URLSearchParams({
    limit: String(pageLength),
    ...(sought && { text: sought }),
    ...(memberId && { memberId }),
    ...(layer && { layer }),
    ...(dataClass && { dataClass }),
    ...(kind && { kind }),
  })
  const owners = (members.data?.items ?? []).map(({ id, name }) => [id, name] as const)
  return (
    <Stack gap="md">
      <SearchBox text={text} onChange={setText} />
      <SimpleGrid cols={{ base: 2, sm: keeper ? 4 : 3 }} spacing="sm">
        {keeper && (
          <Choice
            label={{ vi: 'Cơ quan', en: 'Owner' }}
            of={owners}
            value={memberId}
            onChange={setMember}
          />
        )}
        <Choice
          label={{ vi: 'Tầng', en: 'Layer' }}
          of={Object.entries(layerWords)}
          value={layer}
          onChange={setLayer}
        />
        <Choice
          label={{ vi: 'Loại dữ liệu', en: 'Class' }}
          of={Object.entries(dataClasses).map(([key, { words }]) => [key, words] as const)}
          value={dataClass}
          onChange={setClass}
        />
        <Choice
          label={{ vi: 'Cách cung cấp', en: 'Kind' }}
          of={Object.entries(kindWords)}
          value={kind}
          onChange={setKind}
        />
      </SimpleGrid>
      <LongList<ServiceView>
        path={`${api}/services?${filter.toString()}`}
        cursor="after"
        pageLength={pageLength}
        columns={2}
        keyOf={(it) => it.code}
        empty={<NothingFound searching={filter.size > 1} />}
      >
        {(it) => <Service of={it} />}
      </LongList>
    </Stack>
  )
}

/** For everyone: that there is such a service, and whose it is. */
function Titles() {
  const say = useSay()
  const { text, setText, sought } = useSearch()
  const filter = new URLSearchParams({ ...(sought && { text: sought }) })
  return (
    <Stack gap="md">
      <SearchBox text={text} onChange={setText} />
      <LongList<CatalogueView>
        path={`${api}/catalogue?${filter.toString()}`}
        cursor="after"
        pageLength={100}
        columns={2}
        keyOf={(it) => it.code}
        empty={<NothingFound searching={filter.size > 0} />}
      >
        {(it) => (
          <article className={cardClass} style={{ height: '100%' }}>
            <Text fw={600}>{say(it.title)}</Text>
            <Text size="sm" c="dimmed">
              {say(it.owner)}
            </Text>
            <Marks of={it} />
          </article>
        )}
      </LongList>
    </Stack>
  )
}

function NothingFound({ searching }: { searching: boolean }) {
  return (
    <div className={cardClass} role="status">
      {searching ? (
        <Empty
          icon="search"
          title={{ vi: 'Không tìm thấy dịch vụ nào', en: 'No service found' }}
          text={{
            vi: 'Thử từ khác, có dấu hay không dấu đều được, hoặc bỏ bớt điều kiện.',
            en: 'Try another word, with or without diacritics, or fewer conditions.',
          }}
        />
      ) : (
        <Empty
          icon="catalogue"
          title={{ vi: 'Chưa có dịch vụ nào', en: 'No services yet' }}
          text={{
            vi: 'Cơ quan công bố dịch vụ bằng tài liệu OpenAPI của mình, trong chưa đầy một phút.',
            en: 'An agency publishes one with its OpenAPI document, in less than a minute.',
          }}
        />
      )}
    </div>
  )
}

function Service({ of: it }: { of: ServiceView }) {
  const say = useSay()
  return (
    <Link href={to.service(it.id)} className={cardClass} style={{ height: '100%' }}>
      <Text fw={600}>{say(it.title)}</Text>
      <Text size="sm" c="dimmed">
        {say(it.owner.name)} · {say(it.subsystem.name)}
      </Text>
      <Text size="sm" mt={6} lineClamp={2}>
        {say(it.description)}
      </Text>
      <Marks of={it} />
      <span className={classes.code}>{it.code}</span>
    </Link>
  )
}

type Marked = Pick<ServiceView, 'dataClass' | 'layer' | 'state'> &
  Partial<Pick<ServiceView, 'kind'>>

function Marks({ of: it }: { of: Marked }) {
  const say = useSay()
  const { words, color } = dataClasses[it.dataClass]
  return (
    <Group gap={6} my={8}>
      <Badge variant="light" color={color} tt="none" fw={400}>
        {say(words)}
      </Badge>
      <Badge variant="light" color="gray" tt="none" fw={400}>
        {say(layerWords[it.layer])}
      </Badge>
      {it.kind && it.kind !== 'rest' && (
        <Badge variant="light" color="gray" tt="none" fw={400}>
          {say(kindWords[it.kind])}
        </Badge>
      )}
      {it.state !== 'active' && (
        <Badge variant="light" color={serviceStates[it.state].color} tt="none" fw={400}>
          {say(serviceStates[it.state].words)}
        </Badge>
      )}
    </Group>
  )
}
