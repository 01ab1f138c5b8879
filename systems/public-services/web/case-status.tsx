import { Alert, Badge, Button, Group, Loader, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Facts, Section } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { CaseFormView, CaseView } from '../contract.ts'
import { Enquiries } from './enquiries.tsx'
import { daysLeftWords, stateColors } from './words.ts'

/** Where a submitted case stands, what happened so far, and the way to its document. */
export function CaseStatus({ form }: { form: CaseFormView }) {
  const say = useSay()
  const it = form.case
  return (
    <Stack gap="md">
      <section className={cardClass}>
        <Group justify="space-between" mb="sm">
          <Text fz={22} fw={600} ff="monospace">
            {it.dossierNumber ?? say({ vi: 'Chưa có mã số', en: 'No number yet' })}
          </Text>
          <Badge color={stateColors[it.state]} variant="light" size="lg" tt="none">
            {say(it.stateWords)}
          </Badge>
        </Group>
        <Outcome it={it} />
        <Facts
          of={[
            ...(it.submittedAt
              ? [[say({ vi: 'Ngày nộp', en: 'Submitted' }), moment(it.submittedAt)] as const]
              : []),
            ...(it.authority
              ? [[say({ vi: 'Nơi giải quyết', en: 'Decided in' }), it.authority] as const]
              : []),
            ...(it.dueAt
              ? [
                  [
                    say({ vi: 'Hẹn trả kết quả', en: 'Due' }),
                    `${moment(it.dueAt)}${it.workingDaysLeft === null ? '' : ` · ${say(daysLeftWords(it.workingDaysLeft))}`}`,
                  ] as const,
                ]
              : []),
            ...(it.consent
              ? [
                  [
                    say({ vi: 'Người được mời xác nhận', en: 'Asked to confirm' }),
                    `${it.consent.name} · ${say(consentWords[it.consent.state])}`,
                  ] as const,
                ]
              : []),
          ]}
        />
      </section>
      <Enquiries of={form.enquiries} />
      <Steps steps={form.steps} />
      <Withdraw it={it} />
    </Stack>
  )
}

const consentWords = {
  asked: { vi: 'đang chờ', en: 'waiting' },
  given: { vi: 'đã xác nhận', en: 'confirmed' },
  declined: { vi: 'đã từ chối', en: 'declined' },
}

function Outcome({ it }: { it: CaseView }) {
  const say = useSay()
  if (it.state === 'granted') {
    return (
      <Alert color="jade" icon={<Loader size={18} />} mb="sm" role="status">
        {say({
          vi: 'Hồ sơ đã được duyệt. Giấy tờ đang được ký số, thường trong vài giây.',
          en: 'Your case is granted. The document is being signed; this takes a few seconds.',
        })}
      </Alert>
    )
  }
  if (it.state === 'completed') {
    return (
      <Alert color="jade" icon={<Icon name="check" />} mb="sm">
        <Group justify="space-between">
          <Text>
            {say({
              vi: 'Giấy tờ đã ký số nằm trong ví của bạn.',
              en: 'The signed document is in your wallet.',
            })}
          </Text>
          {it.documentIds.map((id) => (
            <Button key={id} component={Link} href={paths.document(id)} size="sm">
              {say({ vi: 'Mở giấy tờ', en: 'Open it' })}
            </Button>
          ))}
        </Group>
      </Alert>
    )
  }
  if (it.state === 'submitted') {
    return (
      <Alert color="jade" icon={<Icon name="check" />} mb="sm" role="status">
        {say({
          vi: 'Hồ sơ đã nộp xong. Bạn không cần làm gì thêm: có tin mới, chúng tôi báo ở đây.',
          en: 'Your case is submitted. There is nothing more to do: news of it comes here.',
        })}
      </Alert>
    )
  }
  if (it.reasons.length === 0) return null
  return (
    <Alert color="lacquer" icon={<Icon name="warning" />} mb="sm" title={say(it.stateWords)}>
      {it.reasons.map((reason) => (
        <Text key={reason.code}>
          <b>{say(reason.words)}.</b> {reason.note}
        </Text>
      ))}
    </Alert>
  )
}

export function Steps({ steps }: { steps: CaseFormView['steps'] }) {
  const say = useSay()
  return (
    <Section title={say({ vi: 'Diễn biến', en: 'History' })}>
      <Stack component="ol" gap={0} p={0} m={0} style={{ listStyle: 'none' }}>
        {steps.map((it, at) => (
          <li
            key={it.at + it.move}
            style={{
              borderLeft: '2px solid var(--gold)',
              padding: '0 0 14px 16px',
              marginLeft: 6,
              position: 'relative',
            }}
          >
            <span
              aria-hidden="true"
              style={{
                position: 'absolute',
                left: -7,
                top: 4,
                width: 12,
                height: 12,
                borderRadius: 6,
                background:
                  at === steps.length - 1 ? 'var(--mantine-primary-color-filled)' : 'var(--gold)',
              }}
            />
            <Text fw={600}>{say(it.words)}</Text>
            <Text size="sm" c="dimmed">
              {moment(it.at)} · {it.by}
              {it.note && ` · ${it.note}`}
            </Text>
          </li>
        ))}
      </Stack>
    </Section>
  )
}

function Withdraw({ it }: { it: CaseView }) {
  const say = useSay()
  const [sure, setSure] = useState(false)
  const path = `/api/public-services/v1/cases/${it.id}`
  const withdraw = useAct<void>(
    () => ask('POST', `${path}/withdraw`),
    [path, '/api/public-services/v1/cases'],
  )
  if (it.state !== 'submitted' && it.state !== 'awaiting-consent') return null
  return (
    <Group>
      <Button variant="subtle" color="gray" onClick={() => setSure(true)}>
        {say({ vi: 'Rút hồ sơ', en: 'Withdraw the case' })}
      </Button>
      <Dialog
        opened={sure}
        onClose={() => setSure(false)}
        title={{ vi: 'Rút hồ sơ này?', en: 'Withdraw this case?' }}
      >
        <Stack>
          <Text>
            {say({
              vi: 'Cơ quan sẽ dừng giải quyết. Bạn có thể nộp hồ sơ mới bất cứ lúc nào.',
              en: 'The agency will stop working on it. You can submit a new case at any time.',
            })}
          </Text>
          {withdraw.error && <Failed error={withdraw.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setSure(false)}>
              {say({ vi: 'Không', en: 'No' })}
            </Button>
            <Button
              loading={withdraw.isPending}
              onClick={() => withdraw.mutate(undefined, { onSuccess: () => setSure(false) })}
            >
              {say({ vi: 'Rút hồ sơ', en: 'Withdraw' })}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </Group>
  )
}
