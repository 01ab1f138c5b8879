import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { money } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Facts } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { CaseFormView, CaseView, GroupView } from '../contract.ts'
import { type Answers, type AnswerValue, useAutosave } from './autosave.ts'
import { FormField } from './form-field.tsx'
import { phrase } from './words.ts'

/** The question groups of a case, one a page, saved as they are typed, and at the end a review. */
export function CaseForm({ form }: { form: CaseFormView }) {
  const say = useSay()
  const path = `/api/public-services/v1/cases/${form.case.id}`
  const { answers, change, flush, save } = useAutosave(form, path)
  const [step, setStep] = useSearchParams()
  const [tried, setTried] = useState<ReadonlySet<string>>(new Set())
  const top = useRef<HTMLHeadingElement>(null)
  const submit = useAct<void, CaseView>(async () => {
    await flush()
    return ask('POST', `${path}/submit`)
  }, [path, '/api/public-services/v1/cases'])

  const { groups } = form
  const at = placeOf(step.get('step'), groups)
  const group = groups[at]
  const missing = firstWrongGroup(form)
  // Only of what stood there when the person wanted to go on: what is new is not wrong yet.
  const errorOf = (name: string) => {
    const found = tried.has(name) && form.problems.find((it) => fieldOf(it) === name)
    return found ? say(found.detail) : undefined
  }
  useEffect(() => focusFirstWrong(tried), [tried])

  function show(next: number, among: readonly GroupView[] = groups): void {
    setTried(new Set())
    setStep({ step: among[next]?.id ?? review })
    top.current?.focus()
    window.scrollTo({ top: 0 })
  }

  async function forward(current: GroupView): Promise<void> {
    const fresh = await flush()
    const wrong = new Set(fresh.problems.map(fieldOf))
    // What is asked may have changed with the answers: look where this page stands now.
    const here = fresh.groups.findIndex((it) => it.id === current.id)
    const mine = fresh.groups[here]
    if (mine?.fields.some((it) => wrong.has(it.name))) {
      setTried(new Set(mine.fields.map((it) => it.name)))
    } else show(here + 1, fresh.groups)
  }

  return (
    <Stack gap="md">
      <Reasons it={form.case} />
      <Steps at={at + 1} of={groups.length + 1}>
        <Saved saving={save.isPending} failed={save.isError} />
      </Steps>
      <section className={cardClass}>
        <h2
          ref={top}
          tabIndex={-1}
          style={{ fontSize: '1.3125rem', margin: '0 0 4px', outline: 'none' }}
        >
          {group ? say(group.title) : say({ vi: 'Xem lại và nộp', en: 'Review and submit' })}
        </h2>
        {group ? (
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              void forward(group).catch(() => undefined)
            }}
          >
            <Stack gap="lg">
              {group.lead && <Text c="dimmed">{say(group.lead)}</Text>}
              <Known group={group} />
              {group.fields.map((field) => (
                <FormField
                  key={field.name}
                  caseId={form.case.id}
                  field={field}
                  value={answers[field.name] ?? null}
                  error={errorOf(field.name)}
                  evidence={form.evidence}
                  onChange={(value) => change(field.name, value)}
                />
              ))}
              {save.isError && <Failed error={save.error} />}
              <Group justify={at === 0 ? 'flex-end' : 'space-between'}>
                {at > 0 && (
                  <Button variant="default" onClick={() => show(at - 1)}>
                    {say({ vi: 'Quay lại', en: 'Back' })}
                  </Button>
                )}
                <Button type="submit" loading={save.isPending} rightSection={<Icon name="right" />}>
                  {say({ vi: 'Tiếp tục', en: 'Continue' })}
                </Button>
              </Group>
            </Stack>
          </form>
        ) : (
          <Review form={form} answers={answers} go={show}>
            {submit.error && <Failed error={submit.error} />}
            <Group justify="space-between">
              <Button variant="default" onClick={() => show(groups.length - 1)}>
                {say({ vi: 'Quay lại', en: 'Back' })}
              </Button>
              {missing === -1 ? (
                <Button
                  loading={submit.isPending}
                  onClick={() => submit.mutate(undefined, { onSuccess: toTop })}
                >
                  {say({ vi: 'Nộp hồ sơ', en: 'Submit' })}
                </Button>
              ) : (
                <ToMissing onGo={() => show(missing)} />
              )}
            </Group>
          </Review>
        )}
      </section>
    </Stack>
  )
}

/** Instead of a button that does nothing: where the missing answer is to be given. */
function ToMissing({ onGo }: { onGo: () => void }) {
  const say = useSay()
  return (
    <Button onClick={onGo} rightSection={<Icon name="right" />}>
      {say({ vi: 'Trả lời phần còn thiếu', en: 'Answer what is missing' })}
    </Button>
  )
}

const review = 'review'

function fieldOf({ pointer }: CaseFormView['problems'][number]): string {
  return pointer.replace('#/answers/', '')
}

function toTop(): void {
  window.scrollTo({ top: 0 })
}

/** Where an answer is still missing or wrong; -1 when all is said. */
function firstWrongGroup({ groups, problems }: CaseFormView): number {
  const wrong = new Set(problems.map(fieldOf))
  return groups.findIndex((it) => it.fields.some(({ name }) => wrong.has(name)))
}

/** After a try to go on that failed: brings the person to the first answer to mend. */
function focusFirstWrong(tried: ReadonlySet<string>): void {
  if (tried.size === 0) return
  const wrong = document.querySelector('[data-wrong]')
  wrong
    ?.querySelector<HTMLElement>('input:not([hidden]), textarea, button')
    ?.focus({ preventScroll: true })
  wrong?.scrollIntoView({ block: 'nearest' })
}

/** The page stands in the address, so that it stays after a reload and "back" leads back. */
function placeOf(step: string | null, groups: readonly GroupView[]): number {
  if (step === review) return groups.length
  return Math.max(
    0,
    groups.findIndex((it) => it.id === step),
  )
}

function Steps({ at, of, children }: { at: number; of: number; children: ReactNode }) {
  const say = useSay()
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" c="dimmed">
          {say({ vi: 'Bước', en: 'Step' })} {at}/{of}
        </Text>
        {children}
      </Group>
      <Progress
        value={(at / of) * 100}
        size="sm"
        aria-label={say({ vi: 'Tiến độ', en: 'Progress' })}
      />
    </div>
  )
}

function Saved({ saving, failed }: { saving: boolean; failed: boolean }) {
  const say = useSay()
  const words = failed
    ? { vi: 'Chưa lưu được', en: 'Not saved' }
    : saving
      ? { vi: 'Đang lưu…', en: 'Saving…' }
      : { vi: 'Đã lưu', en: 'Saved' }
  return (
    <Text size="sm" c={failed ? 'lacquer' : 'dimmed'} role="status">
      {say(words)}
    </Text>
  )
}

/** What the state knows already, with where it comes from: shown, not asked. */
function Known({ group }: { group: GroupView }) {
  const say = useSay()
  if (group.known.length === 0) return null
  const sources = [...new Set(group.known.map((it) => say(it.source)))]
  return (
    <div style={{ background: 'var(--gold-soft)', borderRadius: 12, padding: '4px 16px 12px' }}>
      <Facts of={group.known.map((it) => [say(it.words), say(phrase(it.value)) || '—'])} />
      <Group gap={6} wrap="nowrap" mt={4}>
        <Icon name="check" size={16} />
        <Text size="xs">
          {say({ vi: 'Nguồn', en: 'Source' })}: {sources.join('; ')}
        </Text>
      </Group>
    </div>
  )
}

function Reasons({ it }: { it: CaseView }) {
  const say = useSay()
  if (it.reasons.length === 0) return null
  return (
    <Alert
      color="lacquer"
      icon={<Icon name="warning" />}
      title={say({ vi: 'Cần bổ sung', en: 'Please complete' })}
    >
      <Stack gap={4}>
        {it.reasons.map((reason) => (
          <Text key={reason.code}>
            <b>{say(reason.words)}.</b> {reason.note}
          </Text>
        ))}
      </Stack>
    </Alert>
  )
}

function Review(props: {
  form: CaseFormView
  answers: Answers
  go: (to: number) => void
  children: ReactNode
}) {
  const say = useSay()
  const { form, answers, go } = props
  const wrong = new Set(form.problems.map(fieldOf))
  return (
    <Stack gap="lg">
      {form.groups.map((group, at) => (
        <div key={group.id}>
          <Group justify="space-between">
            <Text fw={600}>{say(group.title)}</Text>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => go(at)}
              aria-label={`${say({ vi: 'Sửa', en: 'Change' })}: ${say(group.title)}`}
            >
              {say({ vi: 'Sửa', en: 'Change' })}
            </Button>
          </Group>
          <Facts
            of={[
              ...group.known.map((it) => [say(it.words), say(phrase(it.value)) || '—'] as const),
              ...group.fields.map(
                (field) =>
                  [
                    say(field.words),
                    <Answered
                      key={field.name}
                      form={form}
                      field={field}
                      value={answers[field.name] ?? null}
                      wrong={wrong.has(field.name)}
                    />,
                  ] as const,
              ),
            ]}
          />
        </div>
      ))}
      <Text>
        {say({ vi: 'Lệ phí', en: 'Fee' })}:{' '}
        <b>
          {form.case.fee === '0'
            ? say({ vi: 'Không thu', en: 'None' })
            : money(form.case.fee, say.language)}
        </b>
      </Text>
      <Text size="sm" c="dimmed">
        {say({
          vi: 'Khi nộp, bạn cam đoan các câu trả lời trên là đúng sự thật.',
          en: 'By submitting you declare that these answers are true.',
        })}
      </Text>
      {props.children}
    </Stack>
  )
}

function Answered(props: {
  form: CaseFormView
  field: GroupView['fields'][number]
  value: AnswerValue
  wrong: boolean
}) {
  const say = useSay()
  const { field, value, form } = props
  if (props.wrong)
    return <Text c="lacquer">{say({ vi: 'Cần trả lời', en: 'Needs an answer' })}</Text>
  if (field.kind === 'files') {
    const names = form.evidence.filter((it) => it.field === field.name).map((it) => it.name)
    return <>{names.join(', ') || '—'}</>
  }
  if (typeof value === 'boolean') {
    return <>{value ? say({ vi: 'Có', en: 'Yes' }) : say({ vi: 'Không', en: 'No' })}</>
  }
  const option = field.options?.find((it) => it.value === value)
  if (option) return <>{say(option.words)}</>
  if (field.kind === 'day' && typeof value === 'string') {
    return <>{value.split('-').toReversed().join('/')}</>
  }
  return <>{typeof value === 'string' && value !== '' ? value : '—'}</>
}
