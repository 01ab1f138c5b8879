import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import { api } from './addresses.ts'

/** Another information system or register of a member. */
export function SubsystemForm(props: { member: MemberView; onClose: () => void }) {
  const say = useSay()
  const { member, onClose } = props
  const [it, setIt] = useState({ code: '', vi: '', en: '' })
  const change = (some: Partial<typeof it>) => setIt({ ...it, ...some })
  const add = useAct<void>(
    () =>
      ask('POST', `${api}/members/${member.id}/subsystems`, {
        code: it.code.trim(),
        name: { vi: it.vi.trim(), en: it.en.trim() },
      }),
    [api],
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(undefined, { onSuccess: onClose })
  }
  return (
    <Dialog title={{ vi: 'Thêm hệ thống thông tin', en: 'Add a system' }} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            required
            label={say({ vi: 'Tên tiếng Việt', en: 'Name in Vietnamese' })}
            placeholder="Cơ sở dữ liệu hộ tịch điện tử"
            maxLength={300}
            value={it.vi}
            onChange={(event) => change({ vi: event.currentTarget.value })}
          />
          <TextInput
            required
            label={say({ vi: 'Tên tiếng Anh', en: 'Name in English' })}
            placeholder="Civil status register"
            maxLength={300}
            value={it.en}
            onChange={(event) => change({ en: event.currentTarget.value })}
          />
          <TextInput
            required
            label={say({ vi: 'Mã hệ thống', en: 'Code' })}
            description={`${member.code}/${it.code || '…'}`}
            placeholder="civil-status"
            maxLength={64}
            value={it.code}
            onChange={(event) => change({ code: event.currentTarget.value })}
          />
          {add.error && <Failed error={add.error} />}
          <Group>
            <Button type="submit" loading={add.isPending}>
              {say({ vi: 'Thêm', en: 'Add' })}
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
