import { Alert, Button, NativeSelect, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import type { SourceSettingsAsk, SourceView } from '../contract-pipeline.ts'
import { api } from './addresses.ts'
import { codeFrom } from './dataset-code.ts'
import { SourceFields } from './source-fields.tsx'
import { toWorkshop } from './workshop-addresses.ts'

type Kind = SourceSettingsAsk['kind']

/** A source is connected, a dataset declared on it, and a first look taken: all on one page. */
export default function ConnectPage() {
  const say = useSay()
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  return (
    <Page
      title={say({ vi: 'Kết nối nguồn dữ liệu', en: 'Connect a source' })}
      lead={say({
        vi: 'Dữ liệu được đọc, không bị thay đổi tại nguồn. Mật khẩu được niêm phong, không hiện lại.',
        en: 'Data is read and never changed at its source. Passwords are sealed and never shown again.',
      })}
      back={{ to: toWorkshop.start, words: { vi: 'Xưởng xử lý dữ liệu', en: 'Data workshop' } }}
      narrow
    >
      <Answered of={members}>{({ items }) => <Connecting members={items} />}</Answered>
    </Page>
  )
}

function Connecting({ members }: { members: readonly MemberView[] }) {
  const say = useSay()
  const [, go] = useLocation()
  const owners = members.filter((it) => it.mine)
  const [kind, setKind] = useState<Kind>('file')
  const [settings, setSettings] = useState<SourceSettingsAsk>()
  const [owner, setOwner] = useState(owners.length === 1 ? (owners[0]?.code ?? '') : '')
  const [title, setTitle] = useState('')
  const code = codeFrom(title)
  const connect = useAct<void>(async () => {
    if (!settings) return
    const source = await ask<SourceView>('POST', `${api}/sources`, { title, owner, settings })
    await ask('POST', `${api}/sources/${source.id}/test`)
    const words = { vi: title, en: title }
    await ask('POST', `${api}/datasets`, {
      code,
      title: words,
      description: words,
      owner,
      pipeline: firstPipeline(source.id),
    })
    await ask('POST', `${api}/datasets/${code}/runs`, { kind: 'full', until: 'profile' })
    go(toWorkshop.dataset(code))
  }, [`${api}/datasets`, `${api}/sources`])
  const missing = [
    title.trim() === '' && say({ vi: 'tên bộ dữ liệu', en: 'a name' }),
    owner === '' && say({ vi: 'cơ quan chủ quản', en: 'an owner' }),
    !settings && say({ vi: 'thông tin về nguồn', en: 'where the data is' }),
  ].filter((it) => it !== false)
  return (
    <Stack gap="md">
      <Section title={say({ vi: '1. Dữ liệu ở đâu?', en: '1. Where is the data?' })}>
        <Stack>
          <SegmentedControl
            fullWidth
            aria-label={say({ vi: 'Loại nguồn', en: 'Kind of source' })}
            value={kind}
            onChange={(it) => {
              setKind(it)
              setSettings(undefined)
            }}
            data={[
              { value: 'file', label: say({ vi: 'Tệp', en: 'File' }) },
              { value: 'postgresql', label: 'PostgreSQL' },
              { value: 'rest', label: 'REST' },
              { value: 's3', label: 'S3' },
            ]}
          />
          <SourceFields key={kind} kind={kind} onChange={setSettings} />
        </Stack>
      </Section>
      <Section title={say({ vi: '2. Dữ liệu gì, của ai?', en: '2. What is it, and whose?' })}>
        <Stack>
          <TextInput
            required
            label={say({ vi: 'Tên bộ dữ liệu', en: 'Name of the dataset' })}
            description={
              code && say({ vi: `Mã trong địa chỉ: ${code}`, en: `Code in addresses: ${code}` })
            }
            maxLength={100}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <NativeSelect
            required
            label={say({ vi: 'Cơ quan chủ quản', en: 'Owner' })}
            value={owner}
            onChange={(event) => setOwner(event.currentTarget.value)}
            data={[
              { value: '', label: say({ vi: 'Chọn cơ quan', en: 'Choose an agency' }) },
              ...owners.map((it) => ({ value: it.code, label: `${say(it.name)} (${it.code})` })),
            ]}
          />
        </Stack>
      </Section>
      {connect.error && <Failed error={connect.error} />}
      <Button
        disabled={missing.length > 0}
        loading={connect.isPending}
        onClick={() => connect.mutate()}
      >
        {say({ vi: 'Kết nối và xem qua dữ liệu', en: 'Connect and take a first look' })}
      </Button>
      {missing.length > 0 && (
        <Alert variant="light" color="gray" role="status" p="xs">
          {say({ vi: 'Còn thiếu: ', en: 'Still missing: ' }) + missing.join(', ')}
        </Alert>
      )}
    </Stack>
  )
}

const firstPipeline = (sourceId: string) => ({
  sourceId,
  load: { mode: 'full' },
  key: [],
  mapping: [],
  rules: [],
  link: false,
  schedule: null,
  tries: 3,
})
