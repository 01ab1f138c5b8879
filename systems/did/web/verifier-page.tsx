import {
  Alert,
  Button,
  Checkbox,
  CopyButton,
  Group,
  Loader,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { Outcome } from '#portal/outcome.tsx'
import { cardClass, Facts, Page } from '#portal/page.tsx'
import { QrCode } from '#portal/qr.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { PresentationAsked, PresentationView, TypeView } from '../contract.ts'

const path = '/api/did/v1/presentations'

export default function VerifierPage() {
  const say = useSay()
  const types = useAnswer<{ items: TypeView[] }>('/api/documents/v1/types')
  const [asked, setAsked] = useState<PresentationAsked | null>(null)
  return (
    <Page
      narrow
      title={say({ vi: 'Đề nghị xuất trình', en: 'Ask to be shown a document' })}
      lead={say({
        vi: 'Chỉ hỏi điều bạn thật sự cần. Người giữ giấy tờ chọn cho bạn xem gì, và bạn thấy ngay kết quả.',
        en: 'Ask only for what you need. The holder chooses what to show, and you see at once whether it holds.',
      })}
    >
      <Answered of={types}>
        {({ items }) =>
          asked ? (
            <Waiting asked={asked} again={() => setAsked(null)} />
          ) : (
            <Ask types={items} onAsked={setAsked} />
          )
        }
      </Answered>
    </Page>
  )
}

function Ask({ types, onAsked }: { types: TypeView[]; onAsked: (it: PresentationAsked) => void }) {
  const say = useSay()
  const [code, setCode] = useState(types[0]?.code ?? '')
  const [claims, setClaims] = useState<string[]>([])
  const [purpose, setPurpose] = useState('')
  const [tried, setTried] = useState(false)
  const type = types.find((it) => it.code === code)
  const send = useAct<void, PresentationAsked>(() =>
    ask('POST', path, { type: code, claims, purpose }),
  )
  return (
    <form
      className={cardClass}
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (claims.length > 0 && purpose.trim().length >= 3) {
          send.mutate(undefined, { onSuccess: onAsked })
        }
      }}
    >
      <Stack gap="md">
        <Select
          label={say({ vi: 'Giấy tờ', en: 'Document' })}
          allowDeselect={false}
          value={code}
          onChange={(value) => {
            setCode(value ?? '')
            setClaims([])
          }}
          data={types.map((it) => ({ value: it.code, label: say(it.title) }))}
        />
        <Checkbox.Group
          label={say({ vi: 'Bạn cần biết gì?', en: 'What do you need to know?' })}
          error={
            tried &&
            claims.length === 0 &&
            say({ vi: 'Chọn ít nhất một điều.', en: 'Choose at least one.' })
          }
          value={claims}
          onChange={setClaims}
        >
          <Stack gap={8} mt="xs">
            {type?.claims.map((it) => (
              <Checkbox key={it.name} value={it.name} label={say(it.words)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          label={say({ vi: 'Để làm gì?', en: 'What for?' })}
          description={say({
            vi: 'Người giữ giấy tờ sẽ thấy câu này.',
            en: 'The holder will read this.',
          })}
          error={
            tried &&
            purpose.trim().length < 3 &&
            say({ vi: 'Nói rõ để làm gì, từ 3 ký tự.', en: 'Say what for, in 3 letters or more.' })
          }
          maxLength={300}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        {send.error && <Failed error={send.error} />}
        <Button type="submit" loading={send.isPending}>
          {say({ vi: 'Tạo mã cho người giữ giấy tờ', en: 'Make a code for the holder' })}
        </Button>
      </Stack>
    </form>
  )
}

function Waiting({ asked, again }: { asked: PresentationAsked; again: () => void }) {
  const say = useSay()
  const [done, setDone] = useState(false)
  const outcome = useAnswer<PresentationView>(`${path}/${asked.id}`, done ? {} : { everyMs: 1_500 })
  const state = outcome.data?.state ?? 'waiting'
  if (state !== 'waiting' && !done) setDone(true)
  return (
    <Stack gap="md">
      {state === 'waiting' && (
        <section className={cardClass}>
          <Stack align="center" ta="center">
            <QrCode
              text={asked.page}
              label={say({ vi: 'Mã QR của yêu cầu', en: 'QR code of the request' })}
              size={280}
            />
            <Text>
              {say({
                vi: 'Người giữ giấy tờ quét mã này bằng điện thoại, hoặc mở liên kết.',
                en: 'The holder scans this with the phone, or opens the link.',
              })}
            </Text>
            <Group>
              <CopyButton value={asked.page}>
                {({ copied, copy }) => (
                  <Button
                    variant="default"
                    size="sm"
                    onClick={copy}
                    leftSection={<Icon name="share" />}
                  >
                    {copied
                      ? say({ vi: 'Đã chép', en: 'Copied' })
                      : say({ vi: 'Chép liên kết', en: 'Copy the link' })}
                  </Button>
                )}
              </CopyButton>
              <Button component="a" href={asked.wallet} variant="subtle" size="sm">
                {say({ vi: 'Mở ví khác', en: 'Another wallet' })}
              </Button>
            </Group>
            <Group gap="xs" role="status">
              <Loader size="sm" />
              <Text c="dimmed">
                {say({ vi: 'Đang đợi trả lời…', en: 'Waiting for the answer…' })}
              </Text>
            </Group>
          </Stack>
        </section>
      )}
      {outcome.error && <Failed error={outcome.error} />}
      {outcome.data && state !== 'waiting' && <Result it={outcome.data} />}
      <Button variant="default" onClick={again}>
        {say({ vi: 'Yêu cầu khác', en: 'Another request' })}
      </Button>
    </Stack>
  )
}

function Result({ it }: { it: PresentationView }) {
  const say = useSay()
  if (it.state !== 'answered' || !it.result) {
    const words =
      it.state === 'refused'
        ? { vi: 'Người giữ giấy tờ đã từ chối.', en: 'The holder declined.' }
        : { vi: 'Yêu cầu đã hết hạn.', en: 'The request has expired.' }
    return (
      <Alert color="gold" icon={<Icon name="information" />} role="status">
        {say(words)}
      </Alert>
    )
  }
  const proven = it.result.verdict === 'proven'
  return (
    <Stack gap="md" role="status">
      <Alert
        color={proven ? 'jade' : 'lacquer'}
        icon={<Icon name={proven ? 'shield' : 'close'} size={28} />}
        title={
          <span style={{ fontSize: '1.25rem' }}>
            {proven
              ? say({ vi: 'Đã chứng minh', en: 'Proven' })
              : say({ vi: 'Không được chứng minh', en: 'Not proven' })}
          </span>
        }
      >
        {it.result.issuer}
      </Alert>
      {proven && (
        <section className={cardClass}>
          <Facts
            of={it.result.shown.map((line) => [
              say(line.words),
              <b key={line.name}>{say(line.value)}</b>,
            ])}
          />
        </section>
      )}
      <section className={cardClass}>
        <Stack gap={8}>
          {it.result.findings.map((finding) => (
            <Group key={finding.about} gap={10} wrap="nowrap">
              <Outcome outcome={finding.outcome} />
              <Text>{say(finding.words)}</Text>
            </Group>
          ))}
        </Stack>
      </section>
    </Stack>
  )
}
