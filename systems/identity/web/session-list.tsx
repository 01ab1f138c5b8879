import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { relative } from '#portal/format.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { SessionItem } from '../contract.ts'
import { methodWords } from './words.ts'

const path = '/api/identity/v1/sessions'

export function SessionList() {
  const say = useSay()
  const sessions = useAnswer<{ items: SessionItem[] }>(path)
  const end = useAct<string>((id) => ask('DELETE', `${path}/${id}`), [path])
  const endOthers = useAct<void>(() => ask('DELETE', path), [path])
  const error = end.error ?? endOthers.error
  const others = sessions.data?.items.filter((it) => !it.current).length ?? 0
  return (
    <Section
      title={say({ vi: 'Đang đăng nhập ở đâu', en: 'Where I am logged in' })}
      aside={
        others > 0 && (
          <Button
            size="sm"
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate()}
          >
            {say({ vi: 'Đăng xuất nơi khác', en: 'Log out elsewhere' })}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        {error && <Failed error={error} />}
        <Answered of={sessions} lines={2}>
          {({ items }) =>
            items.map((it) => (
              <Group key={it.id} justify="space-between" wrap="nowrap">
                <div>
                  <Group gap={8}>
                    <Text>{it.browser}</Text>
                    {it.current && (
                      <Badge variant="light" color="jade" tt="none" fw={400}>
                        {say({ vi: 'Ở đây', en: 'Here' })}
                      </Badge>
                    )}
                  </Group>
                  <Text size="sm" c="dimmed">
                    {say(methodWords(it.method))} · {it.ip} ·{' '}
                    {relative(it.lastUsedAt, now(), say.language)}
                  </Text>
                </div>
                {!it.current && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    color="gray"
                    loading={end.isPending && end.variables === it.id}
                    onClick={() => end.mutate(it.id)}
                    aria-label={`${say({ vi: 'Đăng xuất', en: 'Log out' })}: ${it.browser}`}
                  >
                    {say({ vi: 'Đăng xuất', en: 'Log out' })}
                  </Button>
                )}
              </Group>
            ))
          }
        </Answered>
      </Stack>
    </Section>
  )
}
