import {
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { ClientAdd, ClientAdded } from '../contract.ts'
import { actingScopes, programScopes, scopes, scopeWords } from '../domain/claim.ts'

const path = '/api/identity/v1/clients'

type Kind = ClientAdd['kind']

const scopesOf: Record<Kind, readonly string[]> = {
  web: Object.keys(scopes),
  native: [...Object.keys(scopes), ...Object.keys(actingScopes)],
  program: programScopes,
}

export function ClientForm(props: { onDone: (it: ClientAdded) => void; onCancel: () => void }) {
  const say = useSay()
  const [kind, setKind] = useState<Kind>('web')
  const [text, setText] = useState({ id: '', vi: '', en: '', uris: '' })
  const [chosen, setChosen] = useState<string[]>(['openid', 'profile'])
  const change = (some: Partial<typeof text>) => setText({ ...text, ...some })
  const add = useAct<void>(async () => {
    const redirectUris = text.uris.split(/\s+/).filter(Boolean)
    const name = { vi: text.vi.trim(), en: text.en.trim() }
    props.onDone(await ask('POST', path, { id: text.id, name, kind, redirectUris, scopes: chosen }))
  }, [path])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  const input = (key: keyof typeof text, label: string) => (
    <TextInput
      label={label}
      required
      maxLength={200}
      value={text[key]}
      onChange={(event) => change({ [key]: event.currentTarget.value })}
    />
  )
  return (
    <form onSubmit={submit}>
      <Section title={say({ vi: 'Đăng ký ứng dụng', en: 'Register an application' })}>
        <Stack>
          <SegmentedControl
            aria-label={say({ vi: 'Loại', en: 'Kind' })}
            value={kind}
            onChange={(it) => {
              setKind(it)
              setChosen(it === 'program' ? [] : ['openid', 'profile'])
            }}
            data={[
              { value: 'web', label: say({ vi: 'Web', en: 'Web' }) },
              { value: 'native', label: say({ vi: 'Trên thiết bị', en: 'Native' }) },
              { value: 'program', label: say({ vi: 'Chương trình', en: 'Program' }) },
            ]}
          />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            {input('vi', say({ vi: 'Tên tiếng Việt', en: 'Name in Vietnamese' }))}
            {input('en', say({ vi: 'Tên tiếng Anh', en: 'Name in English' }))}
            {input('id', 'client_id')}
          </SimpleGrid>
          {kind !== 'program' && (
            <Textarea
              label={say({ vi: 'Địa chỉ nhận kết quả', en: 'Redirect addresses' })}
              description={say({ vi: 'Mỗi dòng một địa chỉ', en: 'One in each line' })}
              placeholder="https://example.vn/callback"
              autosize
              minRows={2}
              value={text.uris}
              onChange={(event) => change({ uris: event.currentTarget.value })}
            />
          )}
          <Checkbox.Group
            label={say({ vi: 'Được phép xin', en: 'May ask for' })}
            value={chosen}
            onChange={setChosen}
          >
            <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs" spacing="xs">
              {scopesOf[kind].map((scope) => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={
                    <>
                      {say(scopeWords(scope))}{' '}
                      <Text span size="sm" c="dimmed">
                        {scope}
                      </Text>
                    </>
                  }
                />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
          {add.error && <Failed error={add.error} />}
          <Group>
            <Button type="submit" loading={add.isPending}>
              {say({ vi: 'Đăng ký', en: 'Register' })}
            </Button>
            <Button variant="default" onClick={props.onCancel}>
              {say({ vi: 'Thôi', en: 'Cancel' })}
            </Button>
          </Group>
        </Stack>
      </Section>
    </form>
  )
}
