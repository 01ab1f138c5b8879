import { Button, Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useDeferredValue, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { api } from './addresses.ts'
import { classWords } from './words.ts'

type Organisation = { id: string; name: { vi: string; en: string } }

/** An operator admits a member; stewards of the organisation that is named act for it. */
export function MemberForm({ onClose }: { onClose: () => void }) {
  const say = useSay()
  const [sought, setSought] = useState('')
  const name = useDeferredValue(sought.trim())
  const organisations = useAnswer<{ items: Organisation[] }>(
    `/api/identity/v1/organisations${name ? `?name=${encodeURIComponent(name)}` : ''}`,
  )
  const [memberClass, setClass] = useState('GOV')
  const [organisationId, setOrganisation] = useState<string | null>(null)
  const [it, setIt] = useState({ code: '', vi: '', en: '' })
  const change = (some: Partial<typeof it>) => setIt({ ...it, ...some })
  const admit = useAct<void>(
    () =>
      ask('POST', `${api}/members`, {
        memberClass,
        organisationId,
        code: it.code.trim(),
        name: { vi: it.vi.trim(), en: it.en.trim() },
      }),
    [api],
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    admit.mutate(undefined, { onSuccess: onClose })
  }
  const choose = (id: string | null) => {
    setOrganisation(id)
    const found = organisations.data?.items.find((of) => of.id === id)
    if (found && !it.vi && !it.en) change({ vi: found.name.vi, en: found.name.en })
  }
  return (
    <Dialog title={{ vi: 'Kết nạp thành viên', en: 'Admit a member' }} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <SegmentedControl
            fullWidth
            aria-label={say({ vi: 'Loại thành viên', en: 'Class' })}
            value={memberClass}
            onChange={setClass}
            data={Object.entries(classWords).map(([value, words]) => ({
              value,
              label: say(words),
            }))}
          />
          <Select
            searchable
            clearable
            label={say({ vi: 'Tổ chức trên hệ thống định danh', en: 'Organisation' })}
            description={say({
              vi: 'Quản trị dữ liệu của tổ chức này được thay mặt thành viên',
              en: 'Its data stewards act for the member',
            })}
            searchValue={sought}
            onSearchChange={setSought}
            filter={({ options }) => options}
            data={(organisations.data?.items ?? []).map(({ id, name }) => ({
              value: id,
              label: say(name),
            }))}
            value={organisationId}
            onChange={choose}
          />
          <TextInput
            required
            label={say({ vi: 'Tên tiếng Việt', en: 'Name in Vietnamese' })}
            maxLength={300}
            value={it.vi}
            onChange={(event) => change({ vi: event.currentTarget.value })}
          />
          <TextInput
            required
            label={say({ vi: 'Tên tiếng Anh', en: 'Name in English' })}
            maxLength={300}
            value={it.en}
            onChange={(event) => change({ en: event.currentTarget.value })}
          />
          <TextInput
            required
            label={say({ vi: 'Mã thành viên', en: 'Code' })}
            description={`VN/${memberClass}/${it.code || '…'}`}
            maxLength={64}
            value={it.code}
            onChange={(event) => change({ code: event.currentTarget.value })}
          />
          {admit.error && <Failed error={admit.error} />}
          <Group>
            <Button type="submit" loading={admit.isPending}>
              {say({ vi: 'Kết nạp', en: 'Admit' })}
            </Button>
            <Button variant="default" onClick={onClose}>
              {say({ vi: 'Thôi', en: 'Cancel' })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
