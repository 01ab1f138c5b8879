import { Badge, SimpleGrid, Stack, Text } from '@mantine/core'
import { useAnswer } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import { api } from './addresses.ts'
import classes from './exchange.module.css'
import { dataClasses, kindWords, layerWords, subjectWords } from './service-words.ts'

/** What a service gives, in plain words first and as its contract second. */
export function ServiceOverview({ of: it }: { of: ServiceView }) {
  const say = useSay()
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Section title={say({ vi: 'Nội dung', en: 'What it tells' })}>
          <Text mb="md">{say(it.description)}</Text>
          <Fields of={it} />
        </Section>
        <Section title={say({ vi: 'Căn cứ và trách nhiệm', en: 'By what right' })}>
          <Rights of={it} />
        </Section>
      </SimpleGrid>
      <Contract of={it} />
    </Stack>
  )
}

/** Each field under its meaning in the common dictionary, where it has one. */
function Fields({ of: { fields } }: { of: ServiceView }) {
  const say = useSay()
  if (fields.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {say({
          vi: 'Cơ quan chủ quản chưa liệt kê các trường dữ liệu.',
          en: 'Its owner has not listed the fields yet.',
        })}
      </Text>
    )
  }
  return (
    <ul className={classes.fields}>
      {fields.map(({ name, term, title }) => (
        <li key={name}>
          <span style={{ color: 'var(--mantine-color-jade-6)' }}>
            <Icon name="check" size={16} />
          </span>
          <div style={{ minWidth: 0 }}>
            <Text>{say(title)}</Text>
            <span className={classes.code}>
              {name}
              {term && ` · ${term}`}
            </span>
          </div>
        </li>
      ))}
    </ul>
  )
}

function Rights({ of: it }: { of: ServiceView }) {
  const say = useSay()
  const { words, means, color } = dataClasses[it.dataClass]
  return (
    <Facts
      of={[
        [
          say({ vi: 'Loại dữ liệu', en: 'Class' }),
          <div key="class">
            <Badge variant="light" color={color} tt="none">
              {say(words)}
            </Badge>
            <Text size="sm" c="dimmed" mt={4}>
              {say(means)}
            </Text>
          </div>,
        ],
        [say({ vi: 'Căn cứ pháp lý', en: 'Legal basis' }), it.basis],
        [say({ vi: 'Cơ quan chủ quản', en: 'Owner' }), say(it.owner.name)],
        [say({ vi: 'Tầng', en: 'Layer' }), say(layerWords[it.layer])],
        [say({ vi: 'Hỏi về ai', en: 'About whom' }), say(subjectWords(it.subject))],
        [
          say({ vi: 'Cam kết', en: 'Promise' }),
          say({
            vi: `${count(it.availability, 'vi')}% yêu cầu được trả lời; 95 trên 100 câu trả lời trong ${count(it.p95Ms, 'vi')} ms`,
            en: `${count(it.availability, 'en')}% are answered; 95 of 100 answers within ${count(it.p95Ms, 'en')} ms`,
          }),
        ],
        [say({ vi: 'Công bố', en: 'Published' }), moment(it.publishedAt)],
      ]}
    />
  )
}

function Contract({ of: it }: { of: ServiceView }) {
  const say = useSay()
  const address = `${api}/services/${it.id}/versions/${it.version}/contract`
  const contract = useAnswer<{ items: { version: string }[] }>(`${api}/services/${it.id}/versions`)
  const has = contract.data?.items.some(({ version }) => version === it.version)
  return (
    <Section
      title={say({ vi: 'Hợp đồng kỹ thuật', en: 'Contract' })}
      lead={`${say(kindWords[it.kind])} · ${it.code}`}
      aside={
        has && (
          <a
            href={address}
            download={`${it.code.replaceAll('/', '-')}-${it.version}.yaml`}
            style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}
          >
            <Icon name="download" size={16} />
            <span>
              {it.kind === 'rest'
                ? say({ vi: 'Tải OpenAPI', en: 'Download OpenAPI' })
                : say({ vi: 'Tải lược đồ', en: 'Download the schema' })}
            </span>
          </a>
        )
      }
    >
      {it.endpoints.map(({ method, path }) => (
        <div key={method + path} className={classes.endpoint}>
          <Badge variant="light" color="gray" radius="sm" style={{ flexShrink: 0 }}>
            {method}
          </Badge>
          <code style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
            /r1/{it.code}
            <b>{path}</b>
          </code>
        </div>
      ))}
      <Text size="sm" c="dimmed" mt="sm">
        {it.acceptsId
          ? say({
              vi: 'Dịch vụ nhận X-Road-Id: một yêu cầu gửi lại không được làm hai lần.',
              en: 'It takes the X-Road-Id: a request that is sent again is not done twice.',
            })
          : say({
              vi: 'Gọi qua cổng của mình với tiêu đề X-Road-Client; thời gian chờ tối đa',
              en: 'Called through one’s own gateway with X-Road-Client; it may take up to',
            }) + ` ${count(it.timeoutMs / 1000, say.language)} s.`}
      </Text>
    </Section>
  )
}
