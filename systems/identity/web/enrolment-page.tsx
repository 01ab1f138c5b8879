import { Button, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { DayInput, PersonalNumberInput } from '#portal/fields.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import { useUnits } from '#portal/units.ts'
import type { EnrolmentAsk } from '../contract.ts'
import { type Begun, beginMaking } from './ceremony.ts'
import { MakePasskey } from './make-passkey.tsx'
import { useNext } from './next.ts'
import { toLogIn } from './words.ts'

export default function EnrolmentPage() {
  const say = useSay()
  const next = useNext()
  const begin = useAct<EnrolmentAsk, Begun>((facts) => beginMaking('enrolments', facts))
  return (
    <Page
      narrow
      title={say({ vi: 'Đăng ký tài khoản định danh', en: 'Enrol' })}
      lead={
        begin.data
          ? say({ vi: 'Bước 2/2', en: 'Step 2 of 2' })
          : say({
              vi: 'Bước 1/2: cho biết bạn là ai, như ghi trên thẻ căn cước.',
              en: 'Step 1 of 2: say who you are, as it stands on your identity card.',
            })
      }
      back={{ to: next.with('/identity/log-in'), words: toLogIn }}
    >
      {begin.data ? (
        <MakePasskey begun={begin.data} finish="enrolments/passkey" />
      ) : (
        <FactsForm busy={begin.isPending} error={begin.error} onDone={begin.mutate} />
      )}
    </Page>
  )
}

function FactsForm(props: {
  busy: boolean
  error: unknown
  onDone: (facts: EnrolmentAsk) => void
}) {
  const say = useSay()
  const [facts, setFacts] = useState({ number: '', fullName: '', birthOn: '', cardIssuedOn: '' })
  const [hasCard, setHasCard] = useState(true)
  const [commune, setCommune] = useState<string | null>(null)
  const [tried, setTried] = useState(false)
  const change = (some: Partial<typeof facts>) => setFacts({ ...facts, ...some })
  const { number, fullName, birthOn, cardIssuedOn } = facts
  const wrong = {
    number: number.length !== 12 && numberWords,
    fullName: fullName.trim().length < 2 && nameWords,
    birthOn: parseCivilDate(birthOn) === undefined && dayWords,
    cardIssuedOn: hasCard && parseCivilDate(cardIssuedOn) === undefined && dayWords,
    commune: !hasCard && commune === null && communeWords,
  }
  const errorOf = (name: keyof typeof wrong) => {
    const words = tried && wrong[name]
    return words && say(words)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.values(wrong).some(Boolean)) return
    const base = { number, fullName: fullName.trim(), birthOn: birthOn as CivilDate }
    props.onDone(
      hasCard
        ? { ...base, cardIssuedOn: cardIssuedOn as CivilDate }
        : { ...base, permanentCommune: commune ?? '' },
    )
  }
  return (
    <form onSubmit={submit}>
      <Section title={say({ vi: 'Thông tin của bạn', en: 'About you' })}>
        <Stack>
          <PersonalNumberInput
            error={errorOf('number')}
            value={number}
            onChange={(it) => change({ number: it })}
          />
          <TextInput
            label={say({ vi: 'Họ và tên', en: 'Full name' })}
            error={errorOf('fullName')}
            autoComplete="name"
            maxLength={200}
            value={fullName}
            onChange={(event) => change({ fullName: event.currentTarget.value })}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <DayInput
              label={say({ vi: 'Ngày sinh', en: 'Date of birth' })}
              error={errorOf('birthOn')}
              autoComplete="bday"
              value={birthOn}
              onChange={(it) => change({ birthOn: it })}
            />
            {hasCard && (
              <DayInput
                label={say({ vi: 'Ngày cấp thẻ căn cước', en: 'Date of issue of the card' })}
                error={errorOf('cardIssuedOn')}
                value={cardIssuedOn}
                onChange={(it) => change({ cardIssuedOn: it })}
              />
            )}
          </SimpleGrid>
          <Switch
            checked={!hasCard}
            onChange={(event) => setHasCard(!event.currentTarget.checked)}
            label={say({ vi: 'Tôi chưa được cấp thẻ căn cước', en: 'I have no identity card yet' })}
          />
          {!hasCard && (
            <CommuneSelect error={errorOf('commune')} value={commune} onChange={setCommune} />
          )}
          {props.error !== null && <Failed error={props.error} />}
          <Button type="submit" loading={props.busy} style={{ alignSelf: 'start' }}>
            {say({ vi: 'Đối chiếu và tiếp tục', en: 'Check and go on' })}
          </Button>
        </Stack>
      </Section>
    </form>
  )
}

const numberWords: Words = {
  vi: 'Số định danh gồm 12 chữ số.',
  en: 'A personal number has 12 digits.',
}
const nameWords: Words = {
  vi: 'Ghi họ và tên như trên thẻ.',
  en: 'Write the name as it stands on the card.',
}
const dayWords: Words = {
  vi: 'Ghi ngày/tháng/năm, ví dụ 31/12/1990.',
  en: 'Write day/month/year, such as 31/12/1990.',
}
const communeWords: Words = {
  vi: 'Chọn tỉnh rồi chọn xã, phường.',
  en: 'Choose the province, then the commune.',
}

function CommuneSelect(props: {
  value: string | null
  error: string | false
  onChange: (code: string | null) => void
}) {
  const say = useSay()
  const [province, setProvince] = useState<string | null>(null)
  const { provinces, communes } = useUnits(province)
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <Select
        searchable
        label={say({ vi: 'Tỉnh, thành phố thường trú', en: 'Province of permanent residence' })}
        data={provinces}
        value={province}
        onChange={(code) => {
          setProvince(code)
          props.onChange(null)
        }}
      />
      <Select
        searchable
        disabled={province === null}
        label={say({ vi: 'Xã, phường thường trú', en: 'Commune of permanent residence' })}
        data={communes}
        error={props.error}
        value={props.value}
        onChange={props.onChange}
      />
    </SimpleGrid>
  )
}
