import { Alert, Badge, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { count } from '#portal/format.ts'
import { Icon, type IconName } from '#portal/icons.tsx'
import { cardClass, Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { ReviewView } from '../contract-linking.ts'
import { api } from './addresses.ts'
import { Sides } from './review-sides.tsx'
import { Weights } from './weights.tsx'
import { toWorkshop } from './workshop-addresses.ts'
import { WorkshopLinks } from './workshop-links.tsx'

type Next = { review: ReviewView | null; open: number }

/** Rows of registers of which the machine is not sure whose they are, one after the other. */
export default function ReviewsPage() {
  const say = useSay()
  const next = useAnswer<Next>(`${api}/link-reviews/next`)
  return (
    <Page
      title={say({ vi: 'Rà soát đối chiếu', en: 'Clerical review' })}
      lead={say({
        vi: 'Bản ghi mà máy chưa chắc là của ai. Quyết định của bạn luôn hoàn tác được.',
        en: 'Records of which the machine is not sure whose they are. Whatever you decide can be undone.',
      })}
    >
      <WorkshopLinks />
      <Answered of={next}>
        {({ review, open }) =>
          review ? <Desk key={review.id} of={review} open={open} /> : <Done />
        }
      </Answered>
    </Page>
  )
}

function Done() {
  return (
    <div className={cardClass}>
      <Empty
        icon="check"
        title={{ vi: 'Không còn bản ghi nào cần bạn xem', en: 'Nothing waits for you' }}
        text={{
          vi: 'Lần chạy sau có thể mang đến những bản ghi mới còn nghi ngờ.',
          en: 'The next run may bring new records in doubt.',
        }}
      />
    </div>
  )
}

type Decision = 'match' | 'none' | 'unsure'

const reasons: Record<Decision, Words> = {
  match: {
    vi: 'Các thông tin trùng khớp; khác biệt là lỗi nhập liệu.',
    en: 'What counts agrees; the differences are slips of the pen.',
  },
  none: { vi: 'Là người khác với người được gợi ý.', en: 'It is somebody else.' },
  unsure: { vi: 'Chưa đủ căn cứ để kết luận.', en: 'There is not enough to go by.' },
}

function Desk({ of: it, open }: { of: ReviewView; open: number }) {
  const say = useSay()
  const [chosen, setChosen] = useState(it.candidates[0]?.personId)
  const candidate = it.candidates.find(({ personId }) => personId === chosen)
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Badge variant="light" tt="none">
          {say(it.datasetTitle)}
        </Badge>
        <Text size="sm" c="dimmed" role="status">
          {say({
            vi: `Còn ${count(open, 'vi')} bản ghi chờ rà soát`,
            en: `${count(open, 'en')} records wait for review`,
          })}
        </Text>
      </Group>
      {it.candidates.length > 1 && (
        <Group gap="xs" role="group" aria-label={say({ vi: 'Người được gợi ý', en: 'Candidates' })}>
          {it.candidates.map((of, at) => (
            <Button
              key={of.personId}
              size="sm"
              variant={of.personId === chosen ? 'filled' : 'default'}
              aria-pressed={of.personId === chosen}
              onClick={() => setChosen(of.personId)}
            >
              {at + 1}. {of.person.fullName} · {Math.round(of.confidence * 100)}%
            </Button>
          ))}
        </Group>
      )}
      {candidate && (
        <>
          <Section title={say({ vi: 'Hai bên', en: 'Both sides' })}>
            <Sides row={it.row} of={candidate} dataset={it.datasetTitle} />
          </Section>
          <Section title={say({ vi: 'Căn cứ', en: 'Grounds' })}>
            <Weights of={candidate.steps} />
          </Section>
        </>
      )}
      <Earlier of={it} />
      <Deciding of={it} chosen={chosen} />
    </Stack>
  )
}

/** What is pressed, by button or by the key in brackets. */
const choices: readonly { decision: Decision; key: string; icon?: IconName; words: Words }[] = [
  {
    decision: 'match',
    key: 'm',
    icon: 'check',
    words: { vi: 'Cùng một người (M)', en: 'The same person (M)' },
  },
  {
    decision: 'none',
    key: 'n',
    icon: 'close',
    words: { vi: 'Không phải (N)', en: 'Nobody of these (N)' },
  },
  { decision: 'unsure', key: 'u', words: { vi: 'Chưa chắc (U)', en: 'Unsure (U)' } },
]

function Deciding({ of: it, chosen }: { of: ReviewView; chosen: string | undefined }) {
  const say = useSay()
  const [reason, setReason] = useState('')
  const decide = useAct<Decision>(
    (decision) =>
      ask('POST', `${api}/link-reviews/${it.id}/decisions`, {
        decision,
        ...(decision === 'match' && { personId: chosen }),
        reason: reason.trim() || say(reasons[decision]),
      }),
    [`${api}/link-reviews`],
  )
  const busy = decide.isPending
  const keys = choices.map(({ key, decision }) => [key, () => decide.mutate(decision)] as const)
  useKeys(Object.fromEntries(keys), !busy && chosen !== undefined)
  return (
    <Section title={say({ vi: 'Bạn kết luận', en: 'You decide' })}>
      <Stack>
        <Textarea
          label={say({ vi: 'Lý do (có thể để trống)', en: 'Reason (may stay empty)' })}
          autosize
          minRows={2}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {decide.error && <Failed error={decide.error} />}
        <Group gap="sm">
          {choices.map(({ decision, icon, words }) => (
            <Button
              key={decision}
              variant={decision === 'match' ? 'filled' : 'default'}
              leftSection={icon && <Icon name={icon} />}
              loading={busy && decide.variables === decision}
              disabled={busy || (decision === 'match' && chosen === undefined)}
              onClick={() => decide.mutate(decision)}
            >
              {say(words)}
            </Button>
          ))}
        </Group>
        {it.eyes > 1 && (
          <Text size="sm" c="dimmed">
            {say({
              vi: `Cần ${it.eyes} cán bộ cùng kết luận.`,
              en: `${it.eyes} stewards must agree.`,
            })}
          </Text>
        )}
        <Text size="sm">
          <Link href={toWorkshop.links} style={{ color: 'var(--link)' }}>
            {say({ vi: 'Xem và hoàn tác các liên kết đã có', en: 'See and undo links' })}
          </Link>
        </Text>
      </Stack>
    </Section>
  )
}

function Earlier({ of: it }: { of: ReviewView }) {
  const say = useSay()
  const counting = it.decisions.filter(({ counts }) => counts)
  if (counting.length === 0) return null
  return (
    <Alert color="gold" variant="light" icon={<Icon name="people" />}>
      {counting.map((of) => (
        <Text size="sm" key={of.at}>
          {of.byName}:{' '}
          {say(
            {
              match: { vi: 'cùng một người', en: 'the same person' },
              none: { vi: 'không phải', en: 'nobody of these' },
              unsure: { vi: 'chưa chắc', en: 'unsure' },
            }[of.decision],
          )}
          . {of.reason}
        </Text>
      ))}
    </Alert>
  )
}

/** Single keys do what the buttons say, except while somebody types. */
function useKeys(acts: Readonly<Record<string, () => void>>, on: boolean): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const typing = (event.target as HTMLElement).closest('input, textarea, select')
      if (!on || typing || event.ctrlKey || event.metaKey || event.altKey) return
      acts[event.key.toLowerCase()]?.()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  })
}
