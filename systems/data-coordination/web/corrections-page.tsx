import {
  Alert,
  Button,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page, Section } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { CatalogueView } from '../contract-catalogue.ts'
import type { CorrectionView } from '../contract-linking.ts'
import { api } from './addresses.ts'
import { CorrectionCard } from './correction-card.tsx'

/** A person says what is wrong in an agency's data about them, and follows the answer. */
export default function CorrectionsPage() {
  const say = useSay()
  const own = useAnswer<{ items: CorrectionView[] }>(`${api}/corrections`)
  const [writing, setWriting] = useState(false)
  return (
    <Page
      title={say({ vi: 'Đính chính dữ liệu về tôi', en: 'Correct data about me' })}
      lead={say({
        vi: 'Báo một lần; yêu cầu đi thẳng tới cơ quan giữ dữ liệu, và bạn thấy nó đang ở đâu.',
        en: 'Say it once: it goes straight to the agency that keeps the data, and you see where it is.',
      })}
      back={{ to: paths.ownRecord, words: { vi: 'Dữ liệu của tôi', en: 'My data' } }}
      aside={
        !writing && (
          <Button leftSection={<Icon name="pen" />} onClick={() => setWriting(true)}>
            {say({ vi: 'Báo dữ liệu sai', en: 'Say what is wrong' })}
          </Button>
        )
      }
    >
      <Stack gap="md">
        {writing && <Filing onDone={() => setWriting(false)} />}
        <Answered of={own}>
          {({ items }) =>
            items.length === 0 ? (
              <div className={cardClass}>
                <Empty
                  icon="pen"
                  title={{ vi: 'Bạn chưa yêu cầu đính chính', en: 'You have asked for none yet' }}
                  text={{
                    vi: 'Khi dữ liệu về bạn ở một cơ quan bị sai, hãy báo ở đây.',
                    en: 'When an agency holds something wrong about you, say it here.',
                  }}
                />
              </div>
            ) : (
              <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
                {items.map((it) => (
                  <CorrectionCard key={it.id} of={it} />
                ))}
              </SimpleGrid>
            )
          }
        </Answered>
      </Stack>
    </Page>
  )
}

type Register = { member: string; dataset: string; collection: string; words: Words }

/** The registers that keep data about people, as the public catalogue names them. */
function registersOf(all: readonly CatalogueView[]): Register[] {
  const found = new Map<string, Register>()
  for (const { code, dataClass, owner, title } of all) {
    if (dataClass !== 'personal' && dataClass !== 'sensitive') continue
    const [instance, memberClass, memberCode, dataset = '', collection = ''] = code.split('/')
    const words = { vi: `${owner.vi}: ${title.vi}`, en: `${owner.en}: ${title.en}` }
    found.set(code, {
      member: `${instance}/${memberClass}/${memberCode}`,
      dataset,
      collection,
      words,
    })
  }
  return [...found.values()]
}

const fields: readonly { field: string; words: Words }[] = [
  { field: 'fullName', words: { vi: 'Họ và tên', en: 'Full name' } },
  { field: 'birthOn', words: { vi: 'Ngày sinh', en: 'Date of birth' } },
  { field: 'sex', words: { vi: 'Giới tính', en: 'Sex' } },
  { field: 'address', words: { vi: 'Địa chỉ', en: 'Address' } },
  { field: 'other', words: { vi: 'Thông tin khác', en: 'Something else' } },
]

function Filing({ onDone }: { onDone: () => void }) {
  const catalogue = useAnswer<{ items: CatalogueView[] }>(`${api}/catalogue`)
  return (
    <Answered of={catalogue}>
      {({ items }) => <FilingForm registers={registersOf(items)} onDone={onDone} />}
    </Answered>
  )
}

function FilingForm(props: { registers: readonly Register[]; onDone: () => void }) {
  const { registers, onDone } = props
  const say = useSay()
  const [register, setRegister] = useState(0)
  const [field, setField] = useState('fullName')
  const [holds, setHolds] = useState('')
  const [should, setShould] = useState('')
  const [grounds, setGrounds] = useState('')
  const at = registers[register]
  const file = useAct<void>(async () => {
    if (!at) return
    const { member, dataset, collection } = at
    const claim = { holds: holds.trim(), should: should.trim(), grounds: grounds.trim() }
    await ask('POST', `${api}/corrections`, {
      member,
      dataset,
      field: `${collection}.${field}`,
      ...claim,
    })
    onDone()
  }, [`${api}/corrections`])
  const missing = should.trim() === '' || grounds.trim().length < 3
  return (
    <Section title={say({ vi: 'Điều gì chưa đúng?', en: 'What is wrong?' })}>
      <Stack>
        <NativeSelect
          label={say({ vi: 'Cơ quan giữ dữ liệu', en: 'Who keeps it' })}
          value={register}
          onChange={(event) => setRegister(Number(event.currentTarget.value))}
          data={registers.map((it, value) => ({ value: String(value), label: say(it.words) }))}
        />
        <NativeSelect
          label={say({ vi: 'Thông tin', en: 'Which entry' })}
          value={field}
          onChange={(event) => setField(event.currentTarget.value)}
          data={fields.map((it) => ({ value: it.field, label: say(it.words) }))}
        />
        <TextInput
          label={say({ vi: 'Đang ghi là', en: 'It says' })}
          maxLength={1_000}
          value={holds}
          onChange={(event) => setHolds(event.currentTarget.value)}
        />
        <TextInput
          required
          label={say({ vi: 'Đúng phải là', en: 'It should say' })}
          maxLength={1_000}
          value={should}
          onChange={(event) => setShould(event.currentTarget.value)}
        />
        <Textarea
          required
          autosize
          minRows={2}
          label={say({ vi: 'Căn cứ', en: 'How you know' })}
          description={say({
            vi: 'Ví dụ: theo giấy khai sinh, theo thẻ căn cước. Không cần gửi bản sao giấy tờ mà nhà nước đã có.',
            en: 'For example your birth certificate or identity card. No copies of what the state already has.',
          })}
          maxLength={1_000}
          value={grounds}
          onChange={(event) => setGrounds(event.currentTarget.value)}
        />
        {file.error && <Failed error={file.error} />}
        <Group>
          <Button disabled={missing} loading={file.isPending} onClick={() => file.mutate()}>
            {say({ vi: 'Gửi', en: 'Send' })}
          </Button>
          <Button variant="default" onClick={onDone}>
            {say({ vi: 'Thôi', en: 'Cancel' })}
          </Button>
        </Group>
        {missing && (
          <Alert variant="light" color="gray" role="status" p="xs">
            {say({
              vi: 'Điền thông tin đúng và căn cứ để gửi.',
              en: 'Fill in what it should say and how you know, to send it.',
            })}
          </Alert>
        )}
      </Stack>
    </Section>
  )
}
