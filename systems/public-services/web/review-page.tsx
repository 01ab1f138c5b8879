import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { Link, useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { day, moment } from '#portal/format.ts'
import { Icon, type IconName } from '#portal/icons.tsx'
import { Facts, Page, Section } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { ReviewView } from '../contract.ts'
import { Steps } from './case-status.tsx'
import { DecisionPanel } from './decision-panel.tsx'
import { Enquiries } from './enquiries.tsx'
import { phrase, stateColors } from './words.ts'

export default function ReviewPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const path = `/api/public-services/v1/queue/${id}`
  const review = useAnswer<ReviewView>(path)
  const granted = review.data?.case.state === 'granted'
  const awaiting = review.data?.enquiries.some((it) => it.state !== 'received') ?? false
  // What is on its way comes by itself.
  useAnswer<ReviewView>(path, { enabled: granted || awaiting, everyMs: granted ? 1_500 : 4_000 })
  return (
    <Page
      narrow
      title={review.data ? say(review.data.case.title) : say({ vi: 'Hồ sơ', en: 'Case' })}
      lead={review.data?.case.dossierNumber ?? ''}
      aside={
        review.data && (
          <Badge color={stateColors[review.data.case.state]} variant="light" size="lg" tt="none">
            {say(review.data.case.stateWords)}
          </Badge>
        )
      }
      back={{ to: paths.queue, words: { vi: 'Hồ sơ cần giải quyết', en: 'Cases to decide' } }}
    >
      <Answered of={review} lines={6}>
        {(it) => <Review it={it} path={path} />}
      </Answered>
    </Page>
  )
}

function Review({ it, path }: { it: ReviewView; path: string }) {
  const say = useSay()
  const { fullName, birthOn, maskedNumber } = it.applicant
  return (
    <Stack gap="md">
      <Section title={say({ vi: 'Người nộp', en: 'Applicant' })}>
        <Text fw={600}>{fullName}</Text>
        <Text size="sm" c="dimmed">
          {day(birthOn)} · {maskedNumber}
          {it.case.submittedAt &&
            ` · ${say({ vi: 'nộp', en: 'submitted' })} ${moment(it.case.submittedAt)}`}
        </Text>
      </Section>
      <Checks it={it} />
      <Section title={say({ vi: 'Nội dung', en: 'Contents' })}>
        <Facts of={it.lines.map((line) => [say(line.words), say(phrase(line.value)) || '—'])} />
        <Evidence it={it} />
      </Section>
      <Enquiries of={it.enquiries} path={path} />
      <Act it={it} path={path} />
      <Issued it={it} />
      <Steps steps={it.steps} />
    </Stack>
  )
}

const verdicts: Record<
  ReviewView['checks'][number]['verdict'],
  { icon: IconName; color: string; words: { vi: string; en: string } }
> = {
  passed: {
    icon: 'check',
    color: 'var(--mantine-color-jade-7)',
    words: { vi: 'Đạt', en: 'Passed' },
  },
  failed: {
    icon: 'close',
    color: 'var(--mantine-color-lacquer-6)',
    words: { vi: 'Không đạt', en: 'Failed' },
  },
  look: { icon: 'eye', color: 'var(--gold)', words: { vi: 'Cần xem', en: 'Look' } },
}

/** What the registers answered, so that nobody needs to ask the applicant. */
function Checks({ it }: { it: ReviewView }) {
  const say = useSay()
  return (
    <Section title={say({ vi: 'Đối chiếu tự động', en: 'Checked with the registers' })}>
      <Stack gap={8}>
        {it.checks.map((check) => {
          const { icon, color, words } = verdicts[check.verdict]
          return (
            <Group key={check.words.en} gap={10} wrap="nowrap" align="flex-start">
              <span style={{ color }} role="img" aria-label={say(words)}>
                <Icon name={icon} />
              </span>
              <div>
                <Text>{say(check.words)}</Text>
                {check.note && (
                  <Text size="sm" c="dimmed">
                    {say(check.note)}
                  </Text>
                )}
              </div>
            </Group>
          )
        })}
      </Stack>
    </Section>
  )
}

function Evidence({ it }: { it: ReviewView }) {
  const say = useSay()
  if (it.evidence.length === 0) return null
  return (
    <Stack gap={4} mt="sm">
      <Text fw={600}>{say({ vi: 'Tệp kèm theo', en: 'Files' })}</Text>
      {it.evidence.map((file) => (
        <Anchor
          key={file.id}
          href={`/api/public-services/v1/evidence/${file.id}/content`}
          target="_blank"
          rel="noreferrer"
        >
          {file.name}
        </Anchor>
      ))}
    </Stack>
  )
}

/** What the decision brought forth; its agency can end it there. */
function Issued({ it }: { it: ReviewView }) {
  const say = useSay()
  if (it.case.state !== 'completed' || it.documentIds.length === 0) return null
  return (
    <Section title={say({ vi: 'Giấy tờ đã cấp', en: 'Documents issued' })}>
      {it.documentIds.map((id) => (
        <Button
          key={id}
          component={Link}
          href={paths.standing(id)}
          variant="default"
          leftSection={<Icon name="wallet" />}
        >
          {say({ vi: 'Xem hiệu lực hoặc thu hồi', en: 'See how it stands, or revoke it' })}
        </Button>
      ))}
    </Section>
  )
}

function Act({ it, path }: { it: ReviewView; path: string }) {
  const say = useSay()
  const stale = [path, '/api/public-services/v1/queue']
  const take = useAct<void>(() => ask('POST', `${path}/take`), stale)
  const release = useAct<void>(() => ask('POST', `${path}/release`), stale)
  const { state } = it.case
  if (state === 'submitted') {
    return (
      <Stack gap="sm" align="flex-start">
        {take.error && <Failed error={take.error} />}
        <Button size="lg" loading={take.isPending} onClick={() => take.mutate()}>
          {say({ vi: 'Nhận giải quyết', en: 'Take this case' })}
        </Button>
      </Stack>
    )
  }
  if (state !== 'in-review') return null
  if (it.takenByMe)
    return <DecisionPanel review={it} path={path} onRelease={() => release.mutate()} />
  return (
    <Group>
      <Text c="dimmed">
        {say({ vi: 'Cán bộ khác đang giải quyết.', en: 'A colleague is working on it.' })}
      </Text>
      <Button variant="default" loading={release.isPending} onClick={() => release.mutate()}>
        {say({ vi: 'Đưa lại hàng chờ', en: 'Put back in the queue' })}
      </Button>
    </Group>
  )
}
