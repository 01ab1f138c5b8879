import { Alert, Button, Group, List, Radio, Stack, Text, Textarea } from '@mantine/core'
import { type ComponentType, type FormEvent, useEffect, useRef, useState } from 'react'
import { civilDateOf } from '#kernel/civil-date'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { Dialog } from '#portal/dialog.tsx'
import { DayInput } from '#portal/fields.tsx'
import { day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Failed } from '#portal/states.tsx'
import type { LifeEventReport, PersonView } from '../contract.ts'
import { ChangeList } from './change-list.tsx'
import { consequencesOf, effectsOf } from './effects.ts'
import {
  CorrectionFields,
  DivorceFields,
  type FieldsProps,
  MarriageFields,
  MoveFields,
} from './event-fields.tsx'
import {
  beginDraft,
  type Draft,
  type DraftField,
  fieldErrors,
  kindsFor,
  kindWords,
  mended,
  missingOf,
  type ReportKind,
  reportOf,
} from './report.ts'

const fieldsOf: Partial<Record<ReportKind, ComponentType<FieldsProps>>> = {
  move: MoveFields,
  marriage: MarriageFields,
  divorce: DivorceFields,
  correction: CorrectionFields,
}

/** Where a registrar reports what happened in a life: the event, its facts, and what follows. */
export function ReportPanel(props: {
  person: PersonView
  onDone: (kind: ReportKind, effectiveOn: string) => void
}) {
  const say = useSay()
  const { person } = props
  const [kind, setKind] = useState<ReportKind | null>(null)
  return (
    <Stack gap="md">
      <Section
        title={say({ vi: 'Sự kiện cần ghi nhận', en: 'What happened' })}
        lead={say({
          vi: 'Điều đã ghi không sửa, không xóa được; sai sót được cải chính bằng một sự kiện mới.',
          en: 'What is recorded is never changed; a mistake is mended by another event.',
        })}
      >
        <Radio.Group
          aria-label={say({ vi: 'Sự kiện', en: 'Event' })}
          value={kind}
          onChange={setKind}
        >
          <Group gap="lg">
            {kindsFor(person).map((it) => (
              <Radio key={it} value={it} label={say(kindWords[it].title)} />
            ))}
          </Group>
        </Radio.Group>
      </Section>
      {kind && <ReportForm key={kind} kind={kind} {...props} />}
    </Stack>
  )
}

function ReportForm(props: {
  kind: ReportKind
  person: PersonView
  onDone: (kind: ReportKind, effectiveOn: string) => void
}) {
  const say = useSay()
  const session = useSession()
  const { kind, person } = props
  const office = session.who?.offices.find((it) => it.role === 'civil-registrar')
  const [draft, setDraft] = useState(() =>
    beginDraft(person, civilDateOf(now()), office?.organisationName ?? ''),
  )
  const [tries, setTries] = useState(0)
  const [confirming, setConfirming] = useState(false)
  const report = useAct<LifeEventReport>(
    (it) => ask('POST', '/api/population/v1/life-events', it),
    ['/api/population/v1/people'],
  )
  const refused = report.error ? fieldErrors(report.error.problem) : {}
  const missing = new Set(missingOf(kind, person, draft))
  const errorOf = (field: DraftField): string | undefined =>
    tries > 0 && missing.has(field) ? say(missingWords(field)) : refused[field]
  const change = (more: Partial<Draft>) => {
    report.reset()
    setDraft((it) => ({ ...it, ...more }))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTries(tries + 1)
    if (missing.size === 0) setConfirming(true)
  }
  const send = () =>
    report.mutate(reportOf(kind, person, draft), {
      onSuccess: () => props.onDone(kind, draft.effectiveOn),
      // A refusal about a field is shown there.
      onError: ({ problem }) =>
        setConfirming(!problem || Object.keys(fieldErrors(problem)).length === 0),
    })
  const form = useRef<HTMLFormElement>(null)
  // The first field that is not well takes the keyboard, clear of the header that stays above.
  useEffect(() => {
    if (tries === 0 || confirming) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid=true]')
    field?.focus({ preventScroll: true })
    field?.scrollIntoView({ block: 'center' })
  }, [tries, confirming])
  const Fields = fieldsOf[kind]
  const fields = { person, draft, change, errorOf }
  const nothing = kind === 'correction' && mended(person, draft).length === 0
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Section
        title={say(kindWords[kind].title)}
        {...(kind === 'correction' && { lead: say(correctionLead) })}
      >
        <Stack align="flex-start">
          {Fields && <Fields {...fields} />}
          <Grounds kind={kind} {...fields} />
          <Button type="submit" disabled={nothing}>
            {say({ vi: 'Xem thay đổi', en: 'See what changes' })}
          </Button>
        </Stack>
      </Section>
      <Dialog
        opened={confirming}
        onClose={() => setConfirming(false)}
        title={confirmWords(kind, person)}
      >
        <Confirmation
          {...{ kind, person, draft }}
          busy={report.isPending}
          error={report.error}
          onSend={send}
          onBack={() => setConfirming(false)}
        />
      </Dialog>
    </form>
  )
}

const correctionLead = {
  vi: 'Sửa những mục sai; các mục khác giữ nguyên như cơ sở dữ liệu đang ghi.',
  en: 'Mend what is wrong; everything else stays as the register has it.',
}

/** Since when it holds, and on what it rests: of every event. */
function Grounds({ kind, draft, change, errorOf }: FieldsProps & { kind: ReportKind }) {
  const say = useSay()
  return (
    <>
      <DayInput
        label={say(kindWords[kind].on)}
        value={draft.effectiveOn}
        error={errorOf('effectiveOn')}
        onChange={(effectiveOn) => change({ effectiveOn })}
      />
      <Textarea
        w="100%"
        autosize
        minRows={2}
        maxLength={500}
        label={say({ vi: 'Giấy tờ làm căn cứ', en: 'Source document' })}
        description={say(kindWords[kind].source)}
        value={draft.source}
        error={errorOf('source')}
        onChange={(event) => change({ source: event.currentTarget.value })}
      />
    </>
  )
}

function Confirmation(props: {
  kind: ReportKind
  person: PersonView
  draft: Draft
  busy: boolean
  error: unknown
  onSend: () => void
  onBack: () => void
}) {
  const say = useSay()
  const { kind, person, draft, busy } = props
  const consequences = consequencesOf(kind, person, draft)
  return (
    <Stack gap="sm">
      <ChangeList of={effectsOf(kind, person, draft, say)} />
      {consequences.length > 0 && (
        <Alert color="gold" variant="light" icon={<Icon name="information" />}>
          <List size="sm" spacing={4} listStyleType="none">
            {consequences.map((it) => (
              <List.Item key={it.en}>{say(it)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {say(kindWords[kind].on)}: {day(draft.effectiveOn)}
        <br />
        {say({ vi: 'Căn cứ', en: 'Source' })}: {draft.source.trim()}
      </Text>
      {props.error !== null && <Failed error={props.error} />}
      <Group>
        <Button leftSection={<Icon name="check" />} loading={busy} onClick={props.onSend}>
          {say({ vi: 'Ghi nhận', en: 'Record it' })}
        </Button>
        <Button variant="default" disabled={busy} onClick={props.onBack}>
          {say({ vi: 'Sửa lại', en: 'Back' })}
        </Button>
      </Group>
    </Stack>
  )
}

function confirmWords(kind: ReportKind, { fullName }: PersonView) {
  const { vi, en } = kindWords[kind].title
  return { vi: `${vi}: ${fullName}`, en: `${en}: ${fullName}` }
}

function missingWords(field: DraftField) {
  if (field === 'effectiveOn' || field === 'birthOn') {
    return { vi: 'Nhập ngày theo dạng dd/mm/yyyy.', en: 'Write the date as dd/mm/yyyy.' }
  }
  if (field === 'source') {
    return { vi: 'Ghi giấy tờ làm căn cứ.', en: 'Say on what document it rests.' }
  }
  if (field === 'host') {
    return { vi: 'Người này không thuộc hộ nào.', en: 'This person is in no household.' }
  }
  if (field === 'email') {
    return { vi: 'Nhập đúng địa chỉ thư điện tử.', en: 'This is no e-mail address.' }
  }
  return { vi: 'Điền thông tin này.', en: 'Fill this in.' }
}
