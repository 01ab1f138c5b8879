import { Button, Group, Stack, TextInput } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { api } from './addresses.ts'

/** What everything in the registry has: a code, and a name in two languages. */
export type Entry = { readonly code: string; readonly vi: string; readonly en: string }

export const blankEntry: Entry = { code: '', vi: '', en: '' }

/** Enters a member, or a system of one: its name and code, after what `children` ask for. */
export function EntryForm(props: {
  title: Words
  action: Words
  codeLabel: Words
  /** The part of the id before the code. */
  prefix: string
  examples?: Entry
  path: string
  /** What is sent with the name and the code. */
  more?: object
  entry: Entry
  onChange: (entry: Entry) => void
  onClose: () => void
  children?: ReactNode
}) {
  const say = useSay()
  const { entry, examples, onChange, onClose } = props
  const enter = useAct<void>(() => {
    const name = { vi: entry.vi.trim(), en: entry.en.trim() }
    return ask('POST', api + props.path, { ...props.more, code: entry.code.trim(), name })
  }, [api])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate(undefined, { onSuccess: onClose })
  }
  const input = (part: keyof Entry, label: Words, most: number, description?: string) => (
    <TextInput
      required
      label={say(label)}
      description={description}
      placeholder={examples?.[part]}
      maxLength={most}
      value={entry[part]}
      onChange={(event) => onChange({ ...entry, [part]: event.currentTarget.value })}
    />
  )
  return (
    <Dialog title={props.title} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          {props.children}
          {input('vi', { vi: 'Tên tiếng Việt', en: 'Name in Vietnamese' }, 300)}
          {input('en', { vi: 'Tên tiếng Anh', en: 'Name in English' }, 300)}
          {input('code', props.codeLabel, 64, `${props.prefix}/${entry.code || '…'}`)}
          {enter.error && <Failed error={enter.error} />}
          <Group>
            <Button type="submit" loading={enter.isPending}>
              {say(props.action)}
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
