import { useState } from 'react'
import type { MemberView } from '../contract.ts'
import { blankEntry, EntryForm } from './entry-form.tsx'

/** Another information system or register of a member. */
export function SubsystemForm(props: { member: MemberView; onClose: () => void }) {
  const { member, onClose } = props
  const [entry, setEntry] = useState(blankEntry)
  return (
    <EntryForm
      title={{ vi: 'Thêm hệ thống thông tin', en: 'Add a system' }}
      action={{ vi: 'Thêm', en: 'Add' }}
      codeLabel={{ vi: 'Mã hệ thống', en: 'Code' }}
      prefix={member.code}
      examples={{
        code: 'civil-status',
        vi: 'Cơ sở dữ liệu hộ tịch điện tử',
        en: 'Civil status register',
      }}
      path={`/members/${member.id}/subsystems`}
      entry={entry}
      onChange={setEntry}
      onClose={onClose}
    />
  )
}
