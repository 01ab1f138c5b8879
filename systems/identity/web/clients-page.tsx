import { Badge, Button, Code, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page, Section } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { ClientAdded, ClientView } from '../contract.ts'
import { ClientForm } from './client-form.tsx'

const path = '/api/identity/v1/clients'

export default function ClientsPage() {
  const say = useSay()
  const clients = useAnswer<{ items: ClientView[] }>(path)
  const [adding, setAdding] = useState(false)
  const [added, setAdded] = useState<ClientAdded | null>(null)
  const done = (it: ClientAdded) => {
    setAdding(false)
    setAdded(it)
  }
  return (
    <Page
      title={say({ vi: 'Ứng dụng và chương trình', en: 'Applications and programs' })}
      lead={say({
        vi: 'Những hệ thống cho người dân đăng nhập bằng OpenID Connect, và chương trình gọi API.',
        en: 'Systems that let people log in by OpenID Connect, and programs that call the API.',
      })}
      back={{ to: paths.operations, words: { vi: 'Vận hành', en: 'Operations' } }}
      aside={
        !adding && (
          <Button leftSection={<Icon name="plus" />} onClick={() => setAdding(true)}>
            {say({ vi: 'Đăng ký ứng dụng', en: 'Register one' })}
          </Button>
        )
      }
    >
      <Stack gap="md">
        {adding && <ClientForm onDone={done} onCancel={() => setAdding(false)} />}
        {added && <Secret of={added} />}
        <Answered of={clients}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon="key"
                title={{ vi: 'Chưa có ứng dụng nào', en: 'None yet' }}
                text={{
                  vi: 'Đăng ký một ứng dụng để người dân đăng nhập vào đó bằng định danh điện tử.',
                  en: 'Register one, and people can log in to it with their electronic identity.',
                }}
              />
            ) : (
              items.map((it) => <Client key={it.id} of={it} />)
            )
          }
        </Answered>
      </Stack>
    </Page>
  )
}

/** The secret is shown once: the center keeps only its digest. */
function Secret({ of: { client, secret } }: { of: ClientAdded }) {
  const say = useSay()
  return (
    <Section title={`${say({ vi: 'Đã đăng ký', en: 'Registered' })}: ${say(client.name)}`}>
      <Stack gap="xs">
        <Text>
          client_id: <Code>{client.id}</Code>
        </Text>
        {secret && (
          <>
            <Text style={{ overflowWrap: 'anywhere' }}>
              client_secret: <Code>{secret}</Code>
            </Text>
            <Text size="sm" c="dimmed">
              {say({
                vi: 'Chép lại ngay: mã bí mật này không được hiện lần thứ hai.',
                en: 'Copy it now: it is never shown again.',
              })}
            </Text>
          </>
        )}
      </Stack>
    </Section>
  )
}

const kinds = {
  web: { vi: 'Ứng dụng web', en: 'Web application' },
  native: { vi: 'Ứng dụng trên thiết bị', en: 'Native application' },
  program: { vi: 'Chương trình', en: 'Program' },
}

function Client({ of: it }: { of: ClientView }) {
  const say = useSay()
  const disable = useAct<void>(() => ask('POST', `${path}/${it.id}/disable`), [path])
  return (
    <section className={cardClass}>
      <Group justify="space-between" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>{say(it.name)}</Text>
          <Text size="sm" c="dimmed">
            {say(kinds[it.kind])} · <Code>{it.id}</Code> · {day(it.createdAt)}
          </Text>
        </div>
        {it.disabledAt ? (
          <Badge color="gray" variant="light" tt="none">
            {say({ vi: 'Đã ngừng', en: 'Disabled' })} {day(it.disabledAt)}
          </Badge>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            loading={disable.isPending}
            onClick={() => disable.mutate()}
          >
            {say({ vi: 'Ngừng', en: 'Disable' })}
          </Button>
        )}
      </Group>
      <Group gap={6} mt="xs">
        {it.scopes.map((scope) => (
          <Badge key={scope} variant="light" color="gray" tt="none" fw={400}>
            {scope}
          </Badge>
        ))}
      </Group>
      {it.redirectUris.map((uri) => (
        <Text key={uri} size="sm" mt={4} style={{ overflowWrap: 'anywhere' }}>
          {uri}
        </Text>
      ))}
      {disable.error && <Failed error={disable.error} />}
    </section>
  )
}
