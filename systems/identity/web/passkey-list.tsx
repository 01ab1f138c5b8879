import { ActionIcon, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { day, relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { usePasskeys } from '#portal/passkey.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { AccountView } from '../contract.ts'
import { beginMaking, finishMaking } from './ceremony.ts'

const path = '/api/identity/v1/account'

export function PasskeyList({ account: { passkeys: all } }: { account: AccountView }) {
  const say = useSay()
  const passkeys = usePasskeys()
  const add = useAct<void>(async () => {
    const begun = await beginMaking('account/passkeys/options')
    await finishMaking(passkeys, begun, 'account/passkeys')
  }, [path])
  const remove = useAct<string>((id) => ask('DELETE', `${path}/passkeys/${id}`), [path])
  const error = add.error ?? remove.error
  return (
    <Section
      title={say({ vi: 'Khóa truy cập', en: 'Passkeys' })}
      lead={say({
        vi: 'Nên có ít nhất hai, trên hai thiết bị, để không bị mất lối vào.',
        en: 'Keep at least two, on two devices, so that you never lose the way in.',
      })}
      aside={
        <Button
          size="sm"
          variant="default"
          leftSection={<Icon name="plus" />}
          loading={add.isPending}
          onClick={() => add.mutate()}
        >
          {say({ vi: 'Thêm', en: 'Add' })}
        </Button>
      }
    >
      <Stack gap="sm">
        {error && <Failed error={error} />}
        {all.map((it) => (
          <Group key={it.id} wrap="nowrap" justify="space-between">
            <Group wrap="nowrap" gap="sm">
              <Icon name="key" />
              <div>
                <Group gap={8}>
                  <Text>{it.name}</Text>
                  {it.backedUp && (
                    <Badge variant="light" color="gray" tt="none" fw={400}>
                      {say({ vi: 'Đồng bộ đám mây', en: 'Synced' })}
                    </Badge>
                  )}
                </Group>
                <Text size="sm" c="dimmed">
                  {say({ vi: 'Tạo', en: 'Made' })} {day(it.createdAt)}
                  {it.lastUsedAt &&
                    ` · ${say({ vi: 'dùng', en: 'used' })} ${relative(it.lastUsedAt, now(), say.language)}`}
                </Text>
              </div>
            </Group>
            {all.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                loading={remove.isPending && remove.variables === it.id}
                aria-label={`${say({ vi: 'Xóa khóa', en: 'Remove passkey' })} ${it.name}`}
                onClick={() => remove.mutate(it.id)}
              >
                <Icon name="close" />
              </ActionIcon>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  )
}
