import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { ConsentView } from '../contract.ts'
import { Scopes } from './scopes.tsx'
import { toAccount } from './words.ts'

const path = '/api/identity/v1/consents'

export default function ConsentsPage() {
  const say = useSay()
  const consents = useAnswer<{ items: ConsentView[] }>(path)
  return (
    <Page
      narrow
      title={say({ vi: 'Ứng dụng tôi đã cho phép', en: 'Applications that I allowed' })}
      lead={say({
        vi: 'Bạn rút lại lúc nào cũng được; ứng dụng sẽ không đọc được gì thêm.',
        en: 'You may take it back at any time; the application can then read no more.',
      })}
      back={{ to: paths.account, words: toAccount }}
    >
      <Answered of={consents}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon="share"
              title={{ vi: 'Chưa có ứng dụng nào', en: 'None yet' }}
              text={{
                vi: 'Khi bạn đăng nhập một ứng dụng khác bằng định danh điện tử và đồng ý cho biết thông tin, ứng dụng đó hiện ở đây.',
                en: 'When you log in to another application with your electronic identity and agree to tell it something, it is listed here.',
              }}
            />
          ) : (
            <Stack gap="sm">
              {items.map((it) => (
                <Consent key={it.id} of={it} />
              ))}
            </Stack>
          )
        }
      </Answered>
    </Page>
  )
}

function Consent({ of: it }: { of: ConsentView }) {
  const say = useSay()
  const withdraw = useAct<void>(() => ask('DELETE', `${path}/${it.id}`), [path])
  return (
    <section className={cardClass}>
      <Group justify="space-between" align="flex-start">
        <Text fw={600}>{say(it.client.name)}</Text>
        {it.withdrawnAt ? (
          <Badge variant="light" color="gray" tt="none" fw={400}>
            {say({ vi: 'Đã rút lại', en: 'Taken back' })} {moment(it.withdrawnAt)}
          </Badge>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate()}
          >
            {say({ vi: 'Rút lại', en: 'Take back' })}
          </Button>
        )}
      </Group>
      <Scopes of={it.scopes} />
      <Text size="sm" c="dimmed" mt={6}>
        {say({ vi: 'Đồng ý lúc', en: 'Agreed at' })} {moment(it.givenAt)}
      </Text>
      {withdraw.error && <Failed error={withdraw.error} />}
    </section>
  )
}
