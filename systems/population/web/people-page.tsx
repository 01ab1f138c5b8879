import {
  Alert,
  Badge,
  Button,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Empty, Failed, Loading } from '#portal/states.tsx'
import { useUnits } from '#portal/units.ts'
import type { PersonFound, PersonView } from '../contract.ts'
import { sexWords } from './words.ts'

type Search = { name: string; birthYear?: number; unitCode?: string }
type Found = { items: PersonFound[]; more: boolean }

export default function PeoplePage() {
  const say = useSay()
  const [search, setSearch] = useState<Search>({ name: '' })
  const find = useAct<Search, Found>((it) => ask('POST', '/api/population/v1/people/search', it))
  const byNumber = useAct<string, PersonView>((number) =>
    ask('POST', '/api/population/v1/people/look-up', { number }),
  )
  const isNumber = /^\d{12}$/.test(search.name.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isNumber) byNumber.mutate(search.name.trim())
    else if (search.name.trim()) find.mutate({ ...search, name: search.name.trim() })
  }
  const shown: PersonFound[] | undefined = isNumber
    ? byNumber.data && [foundOf(byNumber.data)]
    : find.data?.items
  const error = isNumber ? byNumber.error : find.error
  return (
    <Page
      title={say({ vi: 'Tra cứu dân cư', en: 'People' })}
      lead={say({
        vi: 'Gõ họ tên có dấu hoặc không dấu, hoặc số định danh. Người được tra cứu sẽ thấy lần tra cứu này.',
        en: 'Type a name, with or without accents, or a personal number. The person will see this look-up.',
      })}
    >
      <SearchForm
        search={search}
        change={setSearch}
        busy={find.isPending || byNumber.isPending}
        onSubmit={submit}
      />
      <Stack mt="md" gap="sm" aria-live="polite">
        {(find.isPending || byNumber.isPending) && <Loading lines={3} />}
        {error && <Failed error={error} />}
        {shown?.length === 0 && (
          <Empty
            icon="search"
            title={{ vi: 'Không tìm thấy ai', en: 'Nobody was found' }}
            text={{
              vi: 'Thử bớt chữ, bỏ năm sinh hoặc nơi ở.',
              en: 'Try fewer words, or leave out the year or place.',
            }}
          />
        )}
        {shown?.map((it) => (
          <PersonCard key={it.id} person={it} />
        ))}
        {!isNumber && find.data?.more && (
          <Alert color="gray" icon={<Icon name="information" />}>
            {say({
              vi: 'Còn nhiều người khác khớp: hãy thêm chữ trong tên, năm sinh hoặc nơi ở.',
              en: 'More people match: add to the name, or say a year or place.',
            })}
          </Alert>
        )}
      </Stack>
    </Page>
  )
}

function SearchForm(props: {
  search: Search
  change: (search: Search) => void
  busy: boolean
  onSubmit: (event: FormEvent) => void
}) {
  const { search, change, busy, onSubmit } = props
  const say = useSay()
  const { provinces } = useUnits()
  return (
    <form onSubmit={onSubmit} className={cardClass}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <TextInput
          label={say({ vi: 'Họ tên hoặc số định danh', en: 'Name or personal number' })}
          value={search.name}
          maxLength={100}
          onChange={(event) => change({ ...search, name: event.currentTarget.value })}
        />
        <NumberInput
          label={say({ vi: 'Năm sinh', en: 'Year of birth' })}
          min={1850}
          max={2100}
          hideControls
          onChange={(value) => {
            const { birthYear: _, ...rest } = search
            change(typeof value === 'number' ? { ...rest, birthYear: value } : rest)
          }}
        />
        <Select
          label={say({ vi: 'Nơi ở (tỉnh, thành phố)', en: 'Lives in (province)' })}
          searchable
          clearable
          data={provinces}
          onChange={(value) => {
            const { unitCode: _, ...rest } = search
            change(value ? { ...rest, unitCode: value } : rest)
          }}
        />
      </SimpleGrid>
      <Button type="submit" mt="md" leftSection={<Icon name="search" />} loading={busy}>
        {say({ vi: 'Tra cứu', en: 'Search' })}
      </Button>
    </form>
  )
}

function PersonCard({ person }: { person: PersonFound }) {
  const say = useSay()
  return (
    <Link href={paths.person(person.id)} className={cardClass}>
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{person.fullName}</Text>
        {person.deceased && <Badge color="gray">{say({ vi: 'Đã mất', en: 'Deceased' })}</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        {day(person.birthOn)} · {say(sexWords[person.sex])} · {person.maskedNumber}
        {person.commune && ` · ${person.commune}`}
      </Text>
    </Link>
  )
}

function foundOf(it: PersonView): PersonFound {
  const { id, fullName, birthOn, sex, number } = it
  const maskedNumber = `${number.slice(0, 3)}••••••${number.slice(-3)}`
  const commune = it.currentResidence?.text ?? null
  return { id, fullName, birthOn, sex, maskedNumber, commune, deceased: it.diedOn !== null }
}
