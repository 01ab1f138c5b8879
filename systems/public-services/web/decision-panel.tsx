import { Button, Group, Select, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { usePasskeys } from '#portal/passkey.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { ReviewView } from '../contract.ts'
import { sign } from './signing.ts'

type Reason = { code: string; note: string }
type Asking = 'grant' | 'refuse' | 'return'

/** Grant and sign in one action; or refuse, or return, with a structured reason. */
export function DecisionPanel(props: { review: ReviewView; path: string; onRelease: () => void }) {
  const { review, path, onRelease } = props
  const say = useSay()
  const passkeys = usePasskeys()
  const [asking, setAsking] = useState<Asking | null>(null)
  const stale = [path, '/api/public-services/v1/queue']

  const decide = useAct<{ outcome: 'grant' | 'refuse'; reasons: Reason[] }>(async (intent) => {
    const signed = await sign(passkeys, `${path}/signing`, intent)
    return ask('POST', `${path}/decision`, { ...intent, signed })
  }, stale)
  const giveBack = useAct<Reason[]>((reasons) => ask('POST', `${path}/return`, { reasons }), stale)

  const open = review.enquiries.filter((it) => it.state !== 'received')
  const mustWait = open.find((it) => it.without === 'wait')
  const failed = review.checks.some((it) => it.verdict === 'failed')
  const busy = decide.isPending || giveBack.isPending
  const close = { onSuccess: () => setAsking(null) }
  return (
    <Section title={say({ vi: 'Quyết định', en: 'Decision' })}>
      <Text c="dimmed" size="sm" mb="md">
        {say({
          vi: 'Khóa truy cập của bạn ký đúng nội dung hiển thị trên trang này. Giấy tờ được ký số ngay sau đó.',
          en: 'Your passkey signs exactly what is shown on this page. The document is signed right after.',
        })}
      </Text>
      <Stack gap="sm">
        {decide.error && asking === null && <Failed error={decide.error} />}
        <Group>
          <Button
            leftSection={<Icon name="pen" />}
            loading={decide.isPending && asking === null}
            disabled={failed || mustWait !== undefined || busy}
            onClick={() =>
              open.length > 0
                ? setAsking('grant')
                : decide.mutate({ outcome: 'grant', reasons: [] })
            }
          >
            {say({ vi: 'Duyệt và ký', en: 'Grant and sign' })}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => setAsking('return')}>
            {say({ vi: 'Yêu cầu bổ sung', en: 'Return' })}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => setAsking('refuse')}>
            {say({ vi: 'Từ chối', en: 'Refuse' })}
          </Button>
          <Button variant="subtle" color="gray" disabled={busy} onClick={onRelease}>
            {say({ vi: 'Đưa lại hàng chờ', en: 'Put back' })}
          </Button>
        </Group>
        {mustWait && (
          <Text size="sm">
            {say({
              vi: `Chưa duyệt được: pháp luật yêu cầu dữ liệu "${mustWait.title.vi}". Hồ sơ chờ và tự hỏi lại.`,
              en: `It cannot be granted yet: the law asks for “${mustWait.title.en}”. The case waits and asks again.`,
            })}
          </Text>
        )}
      </Stack>
      {asking && (
        <ReasonModal
          kind={asking}
          options={optionsOf(asking, review)}
          busy={busy}
          error={asking === 'return' ? giveBack.error : decide.error}
          onClose={() => setAsking(null)}
          onGive={(reason) =>
            asking === 'return'
              ? giveBack.mutate([reason], close)
              : decide.mutate({ outcome: asking, reasons: [reason] }, close)
          }
        />
      )}
    </Section>
  )
}

const withoutAnswer = {
  value: 'agency-unavailable',
  words: { vi: 'Cơ quan khác chưa trả lời', en: 'Another agency has not answered' },
}

function optionsOf(asking: Asking, review: ReviewView): ReviewView['returnReasons'] {
  if (asking === 'grant') return [withoutAnswer]
  return asking === 'return' ? review.returnReasons : review.refuseReasons
}

const titles = {
  grant: { vi: 'Duyệt khi chưa đủ trả lời', en: 'Grant without every answer' },
  return: { vi: 'Yêu cầu bổ sung', en: 'Return for completion' },
  refuse: { vi: 'Từ chối hồ sơ', en: 'Refuse the case' },
}

const descriptions = {
  grant: { vi: 'Lý do này được ký cùng quyết định.', en: 'Signed together with the decision.' },
  return: {
    vi: 'Không được yêu cầu giấy tờ mà nhà nước đã có. Nếu phải xin vì cơ quan khác chưa trả lời, lần đó vào báo cáo chia sẻ.',
    en: 'You may not ask for a paper that the state has. If you must because another agency is silent, the report on sharing counts it.',
  },
  refuse: { vi: 'Người dân sẽ đọc câu này.', en: 'The applicant will read this.' },
}

function ReasonModal(props: {
  kind: Asking
  options: ReviewView['returnReasons']
  busy: boolean
  error: unknown
  onClose: () => void
  onGive: (reason: Reason) => void
}) {
  const say = useSay()
  const [code, setCode] = useState<string | null>(
    props.kind === 'grant' ? withoutAnswer.value : null,
  )
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const title = titles[props.kind]
  return (
    <Dialog onClose={props.onClose} title={title}>
      <Stack>
        <Select
          label={say({ vi: 'Lý do', en: 'Reason' })}
          withAsterisk
          error={tried && code === null && say({ vi: 'Chọn một lý do.', en: 'Choose a reason.' })}
          value={code}
          onChange={setCode}
          data={props.options.map((it) => ({ value: it.value, label: say(it.words) }))}
        />
        <Textarea
          label={say(
            props.kind === 'return'
              ? { vi: 'Người dân cần làm gì?', en: 'What should the applicant do?' }
              : { vi: 'Giải thích cho người dân', en: 'Explain it to the applicant' },
          )}
          description={say(descriptions[props.kind])}
          withAsterisk
          error={
            tried &&
            note.trim().length < 5 &&
            say({ vi: 'Viết ít nhất 5 ký tự.', en: 'Write at least 5 characters.' })
          }
          autosize
          minRows={3}
          maxLength={1_000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {props.error !== null && <Failed error={props.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {say({ vi: 'Hủy', en: 'Cancel' })}
          </Button>
          <Button
            loading={props.busy}
            onClick={() => {
              setTried(true)
              if (code !== null && note.trim().length >= 5)
                props.onGive({ code, note: note.trim() })
            }}
          >
            {say(title)}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
