import { Stack, Text, TextInput } from '@mantine/core'
import { useDeferredValue, useState } from 'react'
import { Link } from 'wouter'
import { LongList } from '#portal/long-list.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Empty } from '#portal/states.tsx'
import type { OrganisationView } from '../contract.ts'
import { kindWords } from './words.ts'

/** Agencies and firms, and through them the posts that give officials their powers. */
export default function OrganisationsPage() {
  const say = useSay()
  const [name, setName] = useState('')
  const asked = useDeferredValue(name.trim())
  const query = asked ? `?name=${encodeURIComponent(asked)}` : ''
  return (
    <Page
      narrow
      title={say({ vi: 'Tổ chức và chức vụ', en: 'Organisations and posts' })}
      back={{ to: paths.operations, words: { vi: 'Vận hành', en: 'Operations' } }}
    >
      <Stack gap="sm">
        <TextInput
          label={say({ vi: 'Tên cơ quan, doanh nghiệp', en: 'Name of an agency or firm' })}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <LongList<OrganisationView>
          path={`/api/identity/v1/organisations${query}`}
          cursor="after"
          keyOf={(it) => it.id}
          empty={
            <Empty
              icon="search"
              title={{ vi: 'Không có tổ chức nào', en: 'None is found' }}
              text={{ vi: 'Thử bớt chữ trong tên.', en: 'Try fewer words of the name.' }}
            />
          }
        >
          {(it) => (
            <Link href={`/identity/organisations/${it.id}`} className={cardClass}>
              <Text fw={600}>{say(it.name)}</Text>
              <Text size="sm" c="dimmed">
                {say(kindWords[it.kind] ?? { vi: it.kind, en: it.kind })}
                {it.unitCode && ` · ${it.unitCode}`}
              </Text>
            </Link>
          )}
        </LongList>
      </Stack>
    </Page>
  )
}
