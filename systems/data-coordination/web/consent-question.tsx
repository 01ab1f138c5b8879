import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { day } from '#portal/format.ts'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { ConsentRequestView } from '../contract-consents.ts'
import { api } from './addresses.ts'

/** Somebody asks for consent. Nothing is ticked beforehand, and "no" is as near as "yes". */
export function ConsentQuestion({ of: it }: { of: ConsentRequestView }) {
  const say = useSay()
  const [agreed, setAgreed] = useState(false)
  const answer = useAct<boolean>(
    (given) => ask('POST', `${api}/consent-requests/${it.id}/answer`, { given }),
    [api],
  )
  return (
    <Section
      title={`${say(it.client.name)} ${say({ vi: 'xin bạn đồng ý', en: 'asks for your consent' })}`}
      lead={`${say({ vi: 'Trả lời trước ngày', en: 'Answer by' })} ${day(it.endsAt)}. ${say({ vi: 'Không trả lời nghĩa là không đồng ý.', en: 'No answer means no.' })}`}
    >
      <Stack>
        <Checkbox
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
          label={say(it.words)}
        />
        {answer.error && <Failed error={answer.error} />}
        <Group>
          <Button
            disabled={!agreed}
            loading={answer.isPending && answer.variables}
            onClick={() => answer.mutate(true)}
          >
            {say({ vi: 'Đồng ý', en: 'I agree' })}
          </Button>
          <Button
            variant="default"
            loading={answer.isPending && !answer.variables}
            onClick={() => answer.mutate(false)}
          >
            {say({ vi: 'Không đồng ý', en: 'I do not' })}
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {!agreed &&
              say({
                vi: 'Đánh dấu vào câu trên nếu bạn đồng ý.',
                en: 'Tick the sentence above if you agree.',
              })}
          </Text>
        </Group>
      </Stack>
    </Section>
  )
}
