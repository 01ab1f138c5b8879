import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { day, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { ConsentRequestView, ConsentView } from '../contract-consents.ts'
import { api } from './addresses.ts'
import { ConsentQuestion } from './consent-question.tsx'

const path = `${api}/consents`

/** What a person lets agencies and firms know: asked, given, and taken back as easily. */
export default function ConsentsPage() {
  const say = useSay()
  const requests = useAnswer<{ items: ConsentRequestView[] }>(`${api}/consent-requests`)
  const consents = useAnswer<{ items: ConsentView[] }>(path)
  return (
    <Page
      narrow
      back={{ to: paths.ownRecord, words: { vi: 'Dữ liệu của tôi', en: 'My data' } }}
      title={say({ vi: 'Đồng ý chia sẻ dữ liệu', en: 'What I let others know' })}
      lead={say({
        vi: 'Có những lượt dùng dữ liệu chỉ được phép khi bạn đồng ý. Bạn rút lại lúc nào cũng được, có hiệu lực ngay.',
        en: 'Some uses of your data are allowed only if you agree. You can take it back at any time, at once.',
      })}
    >
      <Stack gap="md">
        {requests.error && <Failed error={requests.error} />}
        {(requests.data?.items ?? []).map((it) => (
          <ConsentQuestion key={it.id} of={it} />
        ))}
        <Answered of={consents}>
          {({ items }) =>
            items.length === 0 ? (
              <div className={cardClass}>
                <Empty
                  icon="lock"
                  title={{ vi: 'Bạn chưa đồng ý với ai', en: 'You have not agreed to anything' }}
                  text={{
                    vi: 'Không có sự đồng ý của bạn, những dữ liệu đó không được chia sẻ.',
                    en: 'Without your consent, such data is not shared.',
                  }}
                />
              </div>
            ) : (
              items.map((it) => <Given key={it.id} of={it} />)
            )
          }
        </Answered>
      </Stack>
    </Page>
  )
}

function Given({ of: it }: { of: ConsentView }) {
  const say = useSay()
  const withdraw = useAct<void>(() => ask('DELETE', `${path}/${it.id}`), [path])
  return (
    <article className={cardClass}>
      <Group justify="space-between" gap="xs" align="flex-start" wrap="nowrap">
        <Text fw={600}>{say(it.client.name)}</Text>
        <Badge
          variant="light"
          color={it.inForce ? 'jade' : 'gray'}
          tt="none"
          style={{ flexShrink: 0 }}
        >
          {it.withdrawnAt
            ? say({ vi: 'Đã rút lại', en: 'Taken back' })
            : it.inForce
              ? say({ vi: 'Đang đồng ý', en: 'You agree' })
              : say({ vi: 'Hết hạn', en: 'Ended' })}
        </Badge>
      </Group>
      <Text mt={4}>{say(it.words)}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        {say({ vi: 'Đồng ý lúc', en: 'Agreed' })} {moment(it.givenAt)} ·{' '}
        {it.withdrawnAt
          ? `${say({ vi: 'rút lại lúc', en: 'taken back' })} ${moment(it.withdrawnAt)}`
          : `${say({ vi: 'đến ngày', en: 'until' })} ${day(it.endsAt)}`}
      </Text>
      {withdraw.error && <Failed error={withdraw.error} />}
      <Group gap="sm" mt="sm">
        {it.inForce && (
          <Button
            size="sm"
            variant="default"
            leftSection={<Icon name="undo" size={18} />}
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate()}
          >
            {say({ vi: 'Rút lại sự đồng ý', en: 'Take it back' })}
          </Button>
        )}
        <a href={`${path}/${it.id}/receipt`} download={`bien-nhan-${it.id}.jws`}>
          {say({ vi: 'Tải biên nhận có chữ ký', en: 'Signed receipt' })}
        </a>
      </Group>
    </article>
  )
}
