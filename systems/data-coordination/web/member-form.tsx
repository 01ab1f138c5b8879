import { SegmentedControl, Select } from '@mantine/core'
import { useDeferredValue, useState } from 'react'
import { useAnswer } from '#portal/ask.ts'
import { useSay } from '#portal/say.tsx'
import { blankEntry, EntryForm } from './entry-form.tsx'
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
  const [entry, setEntry] = useState(blankEntry)
  const choose = (id: string | null) => {
    setOrganisation(id)
    const found = organisations.data?.items.find((of) => of.id === id)
    if (found && !entry.vi && !entry.en) setEntry({ ...entry, ...found.name })
  }
  return (
    <EntryForm
      title={{ vi: 'Kết nạp thành viên', en: 'Admit a member' }}
      action={{ vi: 'Kết nạp', en: 'Admit' }}
      codeLabel={{ vi: 'Mã thành viên', en: 'Code' }}
      prefix={`VN/${memberClass}`}
      path="/members"
      more={{ memberClass, organisationId }}
      entry={entry}
      onChange={setEntry}
      onClose={onClose}
    >
      <SegmentedControl
        fullWidth
        aria-label={say({ vi: 'Loại thành viên', en: 'Class' })}
        value={memberClass}
        onChange={setClass}
        data={Object.entries(classWords).map(([value, words]) => ({ value, label: say(words) }))}
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
        data={(organisations.data?.items ?? []).map((it) => ({
          value: it.id,
          label: say(it.name),
        }))}
        value={organisationId}
        onChange={choose}
      />
    </EntryForm>
  )
}
