import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { api } from './authorities.ts'

type Act = 'publish-list' | 'renew-issuing'

const acts: Record<Act, { title: Words; text: Words }> = {
  'publish-list': {
    title: { vi: 'Công bố lại danh sách của gốc', en: 'Publish the list of the root' },
    text: {
      vi: 'Khóa gốc ký danh sách thu hồi mới của cơ quan gốc, có giá trị một năm.',
      en: 'The root key signs the revocation list of the root anew, for a year.',
    },
  },
  'renew-issuing': {
    title: { vi: 'Chứng thực cơ quan cấp mới', en: 'Certify a new issuing authority' },
    text: {
      vi: 'Khóa gốc chứng thực một cơ quan cấp chứng thư mới; cơ quan cũ chỉ còn trả lời về những gì đã cấp.',
      en: 'The root key certifies a new issuing authority; the present one only answers for what it issued.',
    },
  },
}

/** The few acts that use the root key; only while it is on the machine. */
export function RootActs() {
  const say = useSay()
  const [asked, setAsked] = useState<Act | null>(null)
  const act = useAct<Act>((it) => ask('POST', `${api}/authority/root-acts`, { act: it }), [api])
  const close = () => {
    act.reset()
    setAsked(null)
  }
  return (
    <Group gap="xs">
      {(Object.keys(acts) as Act[]).map((it) => (
        <Button key={it} size="sm" variant="default" onClick={() => setAsked(it)}>
          {say(acts[it].title)}
        </Button>
      ))}
      {asked && (
        <Dialog title={acts[asked].title} onClose={close}>
          <Stack gap="sm" align="flex-start">
            <Text>{say(acts[asked].text)}</Text>
            {act.error && <Failed error={act.error} />}
            <Button loading={act.isPending} onClick={() => act.mutate(asked, { onSuccess: close })}>
              {say({ vi: 'Dùng khóa gốc', en: 'Use the root key' })}
            </Button>
          </Stack>
        </Dialog>
      )}
    </Group>
  )
}
