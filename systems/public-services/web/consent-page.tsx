import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Facts, Page } from '#portal/page.tsx'
import { usePasskeys } from '#portal/passkey.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { ConsentView } from '../contract.ts'
import { sign } from './signing.ts'
import { phrase } from './words.ts'

const list = '/api/public-services/v1/consents'

export default function ConsentPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const consents = useAnswer<{ items: ConsentView[] }>(list)
  const [said, setSaid] = useState<Choice | null>(null)
  return (
    <Page
      narrow
      title={say({ vi: 'Xác nhận', en: 'Confirm' })}
      back={{ to: paths.cases, words: { vi: 'Hồ sơ của tôi', en: 'My cases' } }}
    >
      <Answered of={consents}>
        {({ items }) => {
          const it = items.find((found) => found.caseId === id)
          if (said) return <Said choice={said} />
          return it ? <Asked it={it} onSaid={setSaid} /> : <Nothing />
        }}
      </Answered>
    </Page>
  )
}

type Choice = 'give' | 'decline'

function Asked({ it, onSaid }: { it: ConsentView; onSaid: (choice: Choice) => void }) {
  const say = useSay()
  const passkeys = usePasskeys()
  const answer = useAct<Choice>(
    async (choice) => {
      const path = `${list}/${it.caseId}`
      if (choice === 'decline') return ask('POST', path, { answer: 'decline' })
      const signed = await sign(passkeys, `${path}/signing`)
      return ask('POST', path, { answer: 'give', signed })
    },
    [list],
  )
  const act = (choice: Choice) => answer.mutate(choice, { onSuccess: () => onSaid(choice) })
  return (
    <Stack gap="md">
      <section className={cardClass}>
        <Text mb="sm">
          {it.applicant}{' '}
          {say(
            it.role === 'father'
              ? {
                  vi: 'đăng ký khai sinh cho con và ghi bạn là cha. Xem kỹ nội dung dưới đây trước khi xác nhận.',
                  en: 'is registering a birth and names you as the father. Read this before you confirm.',
                }
              : {
                  vi: 'đăng ký khai sinh cho con và ghi bạn là mẹ. Xem kỹ nội dung dưới đây trước khi xác nhận.',
                  en: 'is registering a birth and names you as the mother. Read this before you confirm.',
                },
          )}
        </Text>
        <Facts of={it.lines.map((line) => [say(line.words), say(phrase(line.value))])} />
      </section>
      {answer.error && <Failed error={answer.error} />}
      <Group justify="space-between">
        <Button variant="default" disabled={answer.isPending} onClick={() => act('decline')}>
          {say({ vi: 'Từ chối', en: 'Decline' })}
        </Button>
        <Button
          leftSection={<Icon name="pen" />}
          loading={answer.isPending}
          onClick={() => act('give')}
        >
          {say({ vi: 'Xác nhận và ký', en: 'Confirm and sign' })}
        </Button>
      </Group>
    </Stack>
  )
}

function Said({ choice }: { choice: Choice }) {
  const say = useSay()
  return (
    <Empty
      icon="check"
      title={
        choice === 'give'
          ? { vi: 'Bạn đã xác nhận', en: 'You have confirmed' }
          : { vi: 'Bạn đã từ chối', en: 'You have declined' }
      }
      text={
        choice === 'give'
          ? {
              vi: 'Hồ sơ đã được gửi đến cán bộ hộ tịch. Giấy khai sinh sẽ có trong mục Giấy tờ.',
              en: 'The case is with the civil registrar. The certificate will be among your documents.',
            }
          : {
              vi: 'Người nộp hồ sơ đã được báo để sửa lại.',
              en: 'The applicant has been told, and can change the case.',
            }
      }
      action={
        <Button component={Link} href={paths.cases} variant="default">
          {say({ vi: 'Hồ sơ của tôi', en: 'My cases' })}
        </Button>
      }
    />
  )
}

function Nothing() {
  return (
    <Empty
      icon="check"
      title={{ vi: 'Không còn gì cần xác nhận', en: 'Nothing left to confirm' }}
      text={{
        vi: 'Hồ sơ này đã được xác nhận, rút lại, hoặc không mời bạn.',
        en: 'This case was confirmed or withdrawn, or does not ask you.',
      }}
    />
  )
}
