import { Radio, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import type { Endpoint } from '../domain/configuration.ts'
import type { Draft } from './publish-draft.ts'
import { dataClasses, layerWords, subjectWords } from './service-words.ts'

type Subject = ServiceView['subject']

/** How the data is protected: its class, by what right it is given, and whose it is. */
export function Protection(props: {
  it: Draft
  endpoints: readonly Endpoint[]
  onChange: (some: Partial<Draft>) => void
}) {
  const say = useSay()
  const { it, onChange } = props
  return (
    <Section title={say({ vi: '4. Bảo vệ dữ liệu', en: '4. Protection' })}>
      <Stack>
        <Radio.Group
          label={say({ vi: 'Loại dữ liệu', en: 'Class of the data' })}
          value={it.dataClass}
          onChange={(value) => onChange({ dataClass: value })}
        >
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt="xs">
            {Object.entries(dataClasses).map(([key, { words, means }]) => (
              <Radio key={key} value={key} label={say(words)} description={say(means)} />
            ))}
          </SimpleGrid>
        </Radio.Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={say({ vi: 'Căn cứ pháp lý để chia sẻ', en: 'Legal basis for sharing' })}
            placeholder="Nghị định 47/2020/NĐ-CP, điều 22"
            maxLength={500}
            value={it.basis}
            onChange={(event) => onChange({ basis: event.currentTarget.value })}
          />
          <Select
            label={say({ vi: 'Tầng', en: 'Layer' })}
            allowDeselect={false}
            data={Object.entries(layerWords).map(([value, words]) => ({
              value,
              label: say(words),
            }))}
            value={it.layer}
            onChange={(layer) => layer && onChange({ layer: layer as Draft['layer'] })}
          />
        </SimpleGrid>
        <SubjectPlace {...props} />
      </Stack>
    </Section>
  )
}

/** Where the personal number stands, so that the person is told of each use. */
function SubjectPlace(props: {
  it: Draft
  endpoints: readonly Endpoint[]
  onChange: (some: Partial<Draft>) => void
}) {
  const say = useSay()
  const { it, endpoints, onChange } = props
  const kind = it.subject?.in ?? 'none'
  const choose = (value: string | null) => {
    const first = segmentsOf(endpoints)[0] ?? 0
    const subjects: Record<string, Subject> = {
      path: { in: 'path', segment: first },
      query: { in: 'query', name: 'personalNumber' },
      body: { in: 'body', pointer: '/personalNumber' },
    }
    onChange({ subject: subjects[value ?? 'none'] ?? null })
  }
  return (
    <div>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={say({ vi: 'Số định danh nằm ở đâu trong yêu cầu', en: 'The personal number is' })}
          allowDeselect={false}
          data={[
            { value: 'none', label: say({ vi: 'Không hỏi về một người', en: 'Not asked for' }) },
            { value: 'path', label: say({ vi: 'Trong đường dẫn', en: 'In the path' }) },
            { value: 'query', label: say({ vi: 'Trong tham số', en: 'A parameter' }) },
            { value: 'body', label: say({ vi: 'Trong nội dung', en: 'In the body' }) },
          ]}
          value={kind}
          onChange={choose}
        />
        <Place
          it={it.subject}
          endpoints={endpoints}
          onChange={(subject) => onChange({ subject })}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed" mt={4}>
        {it.subject
          ? `${say(subjectWords(it.subject))}. ${say({
              vi: 'Mỗi lượt hỏi được báo cho người đó trong vài giây.',
              en: 'The person is told of each use within seconds.',
            })}`
          : say({
              vi: 'Dữ liệu cá nhân phải chỉ ra số định danh, để người đó thấy mỗi lượt dùng.',
              en: 'Personal data must say it, so that people see each use.',
            })}
      </Text>
    </div>
  )
}

function Place(props: {
  it: Subject
  endpoints: readonly Endpoint[]
  onChange: (subject: Subject) => void
}) {
  const say = useSay()
  const { it, endpoints, onChange } = props
  if (!it) return null
  if (it.in === 'path') {
    return (
      <Select
        label={say({ vi: 'Đoạn của đường dẫn', en: 'Segment of the path' })}
        allowDeselect={false}
        data={segmentsOf(endpoints).map((at) => ({
          value: String(at),
          label: `${at + 1}: ${endpoints.find(({ path }) => isParameter(path, at))?.path ?? ''}`,
        }))}
        value={String(it.segment)}
        onChange={(value) => onChange({ in: 'path', segment: Number(value) })}
      />
    )
  }
  return (
    <TextInput
      label={
        it.in === 'query'
          ? say({ vi: 'Tên tham số', en: 'Name of the parameter' })
          : say({ vi: 'Vị trí (JSON Pointer)', en: 'Place (JSON pointer)' })
      }
      maxLength={100}
      value={it.in === 'query' ? it.name : it.pointer}
      onChange={(event) =>
        onChange(
          it.in === 'query'
            ? { in: 'query', name: event.currentTarget.value }
            : { in: 'body', pointer: event.currentTarget.value },
        )
      }
    />
  )
}

function isParameter(path: string, at: number): boolean {
  return /^\{.+\}$/.test(path.split('/')[at + 1] ?? '')
}

function segmentsOf(endpoints: readonly Endpoint[]): number[] {
  const found = endpoints.flatMap(({ path }) =>
    path.split('/').flatMap((_, at) => (at > 0 && isParameter(path, at - 1) ? [at - 1] : [])),
  )
  return [...new Set(found)].toSorted((a, b) => a - b)
}
