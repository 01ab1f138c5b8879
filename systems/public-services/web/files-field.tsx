import { Alert, Button, Group, Input, Progress, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Words } from '#kernel/words'
import { ask } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import { send } from '#portal/upload.ts'
import type { EvidenceView, FieldView } from '../contract.ts'
import type { AnswerValue } from './autosave.ts'

type Sending = { name: string; share: number; error?: string }

type Props = {
  caseId: string
  field: FieldView
  error: string | undefined
  evidence: readonly EvidenceView[]
  onChange: (value: AnswerValue) => void
}

const kinds = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp']
const kindWords: Words = {
  vi: 'Chỉ nhận PDF hoặc ảnh JPEG, PNG, WebP. Chọn tệp khác.',
  en: 'Only PDF, or a JPEG, PNG or WebP picture. Choose another file.',
}

/** What can be told before a file is sent; the server looks into the file itself. */
function refusalOf(file: File): Words | undefined {
  if (file.size === 0) return emptyWords
  return kinds.includes(file.type) ? undefined : kindWords
}

const emptyWords = {
  vi: 'Tệp này trống. Hãy mở tệp để kiểm tra, rồi chọn lại.',
  en: 'This file is empty. Open it to see whether it is the right one, and choose again.',
}

/** Files that go with a question; an upload that breaks goes on where it stopped. */
export function FilesField({ caseId, field, error, evidence, onChange }: Props) {
  const say = useSay()
  const queries = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<Sending[]>([])
  const here = evidence.filter((it) => it.field === field.name && it.received === it.size)

  const change = (name: string, next: Partial<Sending> | null) =>
    setSending((all) =>
      next === null
        ? all.filter((it) => it.name !== name)
        : all.map((it) => (it.name === name ? { ...it, ...next } : it)),
    )

  async function take(files: readonly File[]): Promise<void> {
    // What failed before was read by now, and its file may have been chosen again.
    setSending((all) => [
      ...all.filter((it) => !it.error),
      ...files.map(({ name }) => ({ name, share: 0 })),
    ])
    const ids = here.map((it) => it.id as string)
    for (const file of files) {
      const refused = refusalOf(file)
      if (refused) {
        change(file.name, { error: say(refused) })
        continue
      }
      try {
        const endpoint = `/api/public-services/v1/cases/${caseId}/evidence`
        const url = await send(endpoint, file, { field: field.name }, (share) =>
          change(file.name, { share }),
        )
        ids.push(url.split('/').at(-1) ?? '')
        change(file.name, null)
      } catch (caught) {
        change(file.name, { error: caught instanceof Error ? caught.message : String(caught) })
      }
    }
    onChange(ids)
    await queries.invalidateQueries({ queryKey: ['api', 'public-services', 'v1', 'cases', caseId] })
  }

  async function remove(id: string): Promise<void> {
    await ask('DELETE', `/api/public-services/v1/evidence/${id}`)
    onChange(here.filter((it) => it.id !== id).map((it) => it.id))
    await queries.invalidateQueries({ queryKey: ['api', 'public-services', 'v1', 'cases', caseId] })
  }

  return (
    <Input.Wrapper
      label={say(field.words)}
      error={error}
      withAsterisk={field.required}
      {...(field.help && { description: say(field.help) })}
    >
      <Stack gap="xs" mt="xs">
        {here.map((it) => (
          <Group key={it.id} justify="space-between" wrap="nowrap">
            <Text truncate>
              {it.name}{' '}
              <Text span size="sm" c="dimmed">
                {Math.ceil(it.size / 1024)} KB
              </Text>
            </Text>
            <Button
              size="compact-sm"
              variant="subtle"
              style={{ flexShrink: 0 }}
              onClick={() => void remove(it.id)}
              aria-label={`${say({ vi: 'Xóa', en: 'Remove' })} ${it.name}`}
            >
              {say({ vi: 'Xóa', en: 'Remove' })}
            </Button>
          </Group>
        ))}
        {sending.map((it) =>
          it.error ? (
            <Alert key={it.name} color="lacquer" variant="light" title={it.name} role="alert">
              {it.error}
            </Alert>
          ) : (
            <div key={it.name}>
              <Text size="sm">{it.name}</Text>
              <Progress value={it.share * 100} aria-label={it.name} />
            </div>
          ),
        )}
        <input
          ref={input}
          hidden
          multiple
          type="file"
          accept={kinds.join(',')}
          onChange={(event) => {
            void take([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
        <Group>
          <Button
            variant="default"
            leftSection={<Icon name="upload" />}
            onClick={() => input.current?.click()}
          >
            {say({ vi: 'Chọn tệp hoặc chụp ảnh', en: 'Choose files or take a picture' })}
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  )
}
