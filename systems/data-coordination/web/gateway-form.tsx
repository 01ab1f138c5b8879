import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import { api, to } from './addresses.ts'
import { StartLine } from './start-line.tsx'

type Invited = { id: string; token: string }

/** Registers a gateway for some of a member's systems, and shows its code this once. */
export function GatewayForm(props: { member: MemberView; onClose: () => void }) {
  const say = useSay()
  const { member, onClose } = props
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState(member.subsystems.map(({ id }) => id as string))
  const invite = useAct<void, Invited>(
    () =>
      ask('POST', `${api}/gateways`, {
        memberId: member.id,
        name: name.trim(),
        subsystemIds: chosen,
      }),
    [`${api}/gateways`, `${api}/members`],
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate()
  }
  if (invite.data) {
    return (
      <Dialog title={{ vi: 'Đã đăng ký cổng', en: 'The gateway is registered' }} onClose={onClose}>
        <Stack>
          <StartLine token={invite.data.token} />
          <Button component={Link} href={to.gateway(invite.data.id)}>
            {say({ vi: 'Đến trang của cổng', en: 'To the page of the gateway' })}
          </Button>
        </Stack>
      </Dialog>
    )
  }
  return (
    <Dialog title={{ vi: 'Đăng ký cổng kết nối', en: 'Register a gateway' }} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            required
            label={say({ vi: 'Tên cổng', en: 'Name' })}
            placeholder={say({ vi: 'Cổng hộ tịch, máy chủ 1', en: 'Civil status, server 1' })}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group
            label={say({ vi: 'Cổng này thay mặt', en: 'It speaks for' })}
            value={chosen}
            onChange={setChosen}
          >
            <Stack gap="xs" mt="xs">
              {member.subsystems.map((it) => (
                <Checkbox key={it.id} value={it.id} label={say(it.name)} />
              ))}
            </Stack>
          </Checkbox.Group>
          {invite.error && <Failed error={invite.error} />}
          <Group>
            <Button type="submit" loading={invite.isPending} disabled={chosen.length === 0}>
              {say({ vi: 'Đăng ký', en: 'Register' })}
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
