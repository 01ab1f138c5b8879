import { Button, Group, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { ask } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { to } from './addresses.ts'

type Found = { kind: 'block' | 'transaction' | 'account' | 'nothing'; id: string }

/** Opens what a number, hash or address names. */
export function ChainSearch() {
  const say = useSay()
  const [, go] = useLocation()
  const [text, setText] = useState('')
  const [state, setState] = useState<'idle' | 'busy' | 'nothing'>('idle')
  const [error, setError] = useState<unknown>()
  const search = async (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    setState('busy')
    setError(undefined)
    try {
      const path = `/api/blockchain/v1/search?text=${encodeURIComponent(text.trim())}`
      const { kind, id } = await ask<Found>('GET', path)
      setState(kind === 'nothing' ? 'nothing' : 'idle')
      if (kind === 'block') go(to.block(id))
      if (kind === 'transaction') go(to.transaction(id))
      if (kind === 'account') go(to.account(id))
    } catch (refusal) {
      setState('idle')
      setError(refusal)
    }
  }
  return (
    <form onSubmit={(event) => void search(event)} role="search">
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          label={say({
            vi: 'Số khối, mã giao dịch hoặc địa chỉ',
            en: 'Block number, transaction hash or address',
          })}
          leftSection={<Icon name="search" size={18} />}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            setState('idle')
          }}
        />
        <Button type="submit" loading={state === 'busy'}>
          {say({ vi: 'Tìm', en: 'Find' })}
        </Button>
      </Group>
      {state === 'nothing' && (
        <Text size="sm" mt="xs" role="status">
          {say({
            vi: 'Chuỗi không có khối, giao dịch hay tài khoản nào như vậy. Kiểm tra xem đã chép đủ chưa.',
            en: 'The chain has no such block, transaction or account. Check that it was copied whole.',
          })}
        </Text>
      )}
      {error !== undefined && <Failed error={error} />}
    </form>
  )
}
