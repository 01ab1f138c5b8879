import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { Link, useLocation } from 'wouter'
import type { Words } from '#kernel/words'
import { useAnswer } from './ask.ts'
import { count, money } from './format.ts'
import { Icon, type IconName } from './icons.tsx'
import { cardClass } from './page.tsx'
import { paths } from './paths.ts'
import { Pyramid } from './pyramid.tsx'
import { useSay } from './say.tsx'
import { demonstration, useSession } from './session.tsx'
import classes from './start.module.css'
import { Loading } from './states.tsx'

const Personas = lazy(() =>
  import('#identity/personas').then(({ Personas: it }) => ({ default: it })),
)

/** The whole center on one screen: what it promises, how it is doing, and the ways in. */
export default function StartPage() {
  const say = useSay()
  const { who } = useSession()
  return (
    <div className={classes.page}>
      <Hero />
      {demonstration && !who && <Roles />}
      <Figures />
      <section aria-labelledby="how">
        <h2 id="how" className={classes.heading}>
          {say({
            vi: 'Một sự kiện trong đời, từ đầu đến cuối',
            en: 'One life event, from end to end',
          })}
        </h2>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
          {steps.map((it, at) => (
            <div key={it.title.en} className={cardClass}>
              <Group gap={10} c="var(--gold)">
                <Icon name={it.icon} size={26} />
                <Text fw={600} c="dimmed">
                  {at + 1}
                </Text>
              </Group>
              <h3 style={{ fontSize: '1.0625rem', margin: '10px 0 4px' }}>{say(it.title)}</h3>
              <Text size="sm" c="dimmed">
                {say(it.text)}
              </Text>
            </div>
          ))}
        </SimpleGrid>
      </section>
      <Nation />
    </div>
  )
}

const steps: { icon: IconName; title: Words; text: Words }[] = [
  {
    icon: 'key',
    title: { vi: 'Chứng minh mình là ai, một lần', en: 'Prove who you are, once' },
    text: {
      vi: 'Đăng nhập bằng vân tay hoặc khuôn mặt trên điện thoại, không mật khẩu.',
      en: 'Log in with the fingerprint or face of your phone. No password.',
    },
  },
  {
    icon: 'services',
    title: { vi: 'Xin dịch vụ, không khai lại', en: 'Apply without retyping' },
    text: {
      vi: 'Điều nhà nước đã biết được điền sẵn kèm nguồn. Bạn chỉ trả lời phần thiếu.',
      en: 'What the state knows is filled in, with its source. You answer the rest.',
    },
  },
  {
    icon: 'pen',
    title: { vi: 'Cán bộ quyết định và ký', en: 'An official decides and signs' },
    text: {
      vi: 'Có hạn trả kết quả, có lý do rõ ràng, ký số trong một thao tác.',
      en: 'With a deadline, with clear reasons, signed in one action.',
    },
  },
  {
    icon: 'shield',
    title: { vi: 'Giấy tờ ai cũng kiểm tra được', en: 'A document anyone can check' },
    text: {
      vi: 'PDF có chữ ký số và dấu thời gian, mã QR, và bản trong ví chỉ cho xem điều cần.',
      en: 'A signed, time-stamped PDF, a QR code, and a wallet copy that shows only what is needed.',
    },
  },
]

function Hero() {
  const say = useSay()
  const { who } = useSession()
  return (
    <section className={classes.hero}>
      <div className={classes.drum} aria-hidden="true" />
      <p className={classes.kicker}>
        {say({ vi: 'Trung tâm Dữ liệu quốc gia', en: 'National Data Center' })}
      </p>
      <h1 className={classes.title}>
        {say({
          vi: 'Một danh tính. Hỏi một lần. Giấy tờ số có giá trị như giấy.',
          en: 'One identity. Asked once. Digital documents equal to paper.',
        })}
      </h1>
      <Group mt="lg" gap="sm">
        <Button component={Link} href={paths.services} size="lg" variant="white">
          {say({ vi: 'Dịch vụ công', en: 'Public services' })}
        </Button>
        <Button
          component={Link}
          href={paths.check}
          size="lg"
          variant="outline"
          className={classes.ghost ?? ''}
        >
          {say({ vi: 'Kiểm tra giấy tờ', en: 'Check a document' })}
        </Button>
        {who && (
          <Button
            component={Link}
            href={paths.documents}
            size="lg"
            variant="outline"
            className={classes.ghost ?? ''}
          >
            {say({ vi: 'Giấy tờ của tôi', en: 'My documents' })}
          </Button>
        )}
      </Group>
    </section>
  )
}

function Roles() {
  const say = useSay()
  const [, go] = useLocation()
  const landing: Record<string, string> = {
    'commune-police': paths.queue,
    'civil-registrar': paths.queue,
    operator: paths.operations,
    'data-steward': paths.exchange,
  }
  return (
    <section aria-labelledby="roles">
      <h2 id="roles" className={classes.heading}>
        {say({ vi: 'Thử ngay: vào vai một người', en: 'Try it: be one of these people' })}
      </h2>
      <Suspense fallback={<Loading lines={2} />}>
        <Personas
          onDone={({ key, role }) =>
            go(key === 'landlord' ? paths.verifier : (landing[role ?? ''] ?? paths.services))
          }
        />
      </Suspense>
    </section>
  )
}

type People = {
  people: number
  households: number
  bands: { from: number; male: number; female: number }[]
}
type Services = {
  submitted: number
  completed: number
  medianHoursToDecide: number | null
  onTimeShare: number | null
  saved: string
}
type Documents = { issued: number; revoked: number }

/** Live figures, out of the rooms themselves. */
function Figures() {
  const say = useSay()
  const people = useAnswer<People>('/api/population/v1/pyramid')
  const services = useAnswer<Services>('/api/public-services/v1/figures', { everyMs: 20_000 })
  const documents = useAnswer<Documents>('/api/documents/v1/figures', { everyMs: 20_000 })
  const shown = (value: number | undefined) =>
    value === undefined ? '…' : count(value, say.language)
  const figures = [
    [shown(people.data?.people), { vi: 'người trong cơ sở dữ liệu', en: 'people in the register' }],
    [shown(services.data?.submitted), { vi: 'hồ sơ đã nộp', en: 'cases submitted' }],
    [
      shown(documents.data?.issued),
      { vi: 'giấy tờ số còn hiệu lực', en: 'digital documents in force' },
    ],
    [
      services.data ? money(services.data.saved, say.language) : '…',
      { vi: 'người dân tiết kiệm so với giấy', en: 'saved for people against paper' },
    ],
  ] as const
  return (
    <section aria-label={say({ vi: 'Số liệu trực tiếp', en: 'Live figures' })}>
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        {figures.map(([value, words]) => (
          <div key={words.en} className={classes.figure}>
            <div className={classes.number}>{value}</div>
            <Text size="sm" c="dimmed">
              {say(words)}
            </Text>
          </div>
        ))}
      </SimpleGrid>
    </section>
  )
}

function Nation() {
  const say = useSay()
  const { data } = useAnswer<People>('/api/population/v1/pyramid')
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <section className={cardClass} aria-labelledby="nation">
        <h2 id="nation" style={{ fontSize: '1.1875rem', margin: '0 0 4px' }}>
          {say({ vi: 'Dân số theo tuổi và giới', en: 'People by age and sex' })}
        </h2>
        <Text size="sm" c="dimmed" mb="sm">
          {data &&
            say({
              vi: `${count(data.people, 'vi')} người trong ${count(data.households, 'vi')} hộ`,
              en: `${count(data.people, 'en')} people in ${count(data.households, 'en')} households`,
            })}
        </Text>
        {data ? <Pyramid bands={data.bands} /> : <Loading lines={3} />}
      </section>
      <Stack gap="lg">
        <section className={cardClass} aria-labelledby="promise">
          <h2 id="promise" style={{ fontSize: '1.1875rem', margin: '0 0 10px' }}>
            {say({ vi: 'Cam kết về dữ liệu của bạn', en: 'What we promise about your data' })}
          </h2>
          {promises.map((it) => (
            <Group key={it.en} wrap="nowrap" align="flex-start" gap={10} mb={10}>
              <span style={{ color: 'var(--gold)' }}>
                <Icon name="check" />
              </span>
              <Text>{say(it)}</Text>
            </Group>
          ))}
        </section>
        <Anchored />
        <Builders />
      </Stack>
    </SimpleGrid>
  )
}

/** What the chain is for, to somebody who holds a file. */
function Anchored() {
  const say = useSay()
  return (
    <section className={cardClass} aria-labelledby="anchored">
      <Group gap={8} mb={4} wrap="nowrap">
        <span style={{ color: 'var(--gold)' }}>
          <Icon name="chain" />
        </span>
        <h2 id="anchored" style={{ fontSize: '1.1875rem', margin: 0 }}>
          {say({ vi: 'Chuỗi khối quốc gia', en: 'National blockchain' })}
        </h2>
      </Group>
      <Text mb="sm">
        {say({
          vi: 'Dấu vết của mỗi giấy tờ, mỗi quyền truy cập được neo lại: ai cũng kiểm tra được có từ khi nào, và chưa ai sửa.',
          en: 'Every document and every access leaves a trace there: anyone can check since when it exists, and that nobody changed it.',
        })}
      </Text>
      <Group gap="md">
        <Link href={paths.anchoredFile}>{say({ vi: 'Tra cứu một tệp', en: 'Check a file' })}</Link>
        <Link href={paths.blockchain}>
          {say({ vi: 'Xem chuỗi khối', en: 'Look at the chain' })}
        </Link>
      </Group>
    </section>
  )
}

/** For those who connect a program of their own. */
function Builders() {
  const say = useSay()
  return (
    <section className={cardClass} aria-labelledby="builders">
      <h2 id="builders" style={{ fontSize: '1.1875rem', margin: '0 0 4px' }}>
        {say({ vi: 'Dành cho người làm phần mềm', en: 'For those who write software' })}
      </h2>
      <Text mb="sm">
        {say({
          vi: 'Chuẩn mở, nên chương trình viết ở nơi khác nối vào được ngay.',
          en: 'Open standards, so that programs written elsewhere connect unchanged.',
        })}
      </Text>
      <Group gap={8} mb="md">
        {standards.map((it) => (
          <span key={it} className={classes.standard}>
            {it}
          </span>
        ))}
      </Group>
      <Group gap="md">
        <a href="/docs">{say({ vi: 'Xem tài liệu API', en: 'Read the API documentation' })}</a>
        <Link href={paths.chainDevelopers}>
          {say({ vi: 'Lập trình trên chuỗi khối', en: 'Build on the blockchain' })}
        </Link>
      </Group>
    </section>
  )
}

const standards = [
  'OpenID Connect',
  'WebAuthn',
  'OpenID4VP',
  'SD-JWT VC',
  'PAdES B-LT',
  'Ethereum JSON-RPC',
  'RFC 3161',
  'OCSP',
  'Token Status List',
  'OpenAPI 3.1',
]

const promises: Words[] = [
  {
    vi: 'Mỗi lần ai đó xem dữ liệu của bạn đều được ghi lại; bạn thấy ai, lúc nào, để làm gì.',
    en: 'Each look at your data is written down; you see who, when and why.',
  },
  {
    vi: 'Cơ quan không được hỏi giấy tờ mà nhà nước đã có.',
    en: 'No agency may ask for a paper that the state already has.',
  },
  {
    vi: 'Bên ngoài chỉ được trả lời khớp hay không khớp, không được biết dữ liệu.',
    en: 'Outsiders are told match or no match, never the data.',
  },
  {
    vi: 'Bạn chọn cho xem từng thông tin trên giấy tờ của mình.',
    en: 'You choose, fact by fact, what of your documents to show.',
  },
]
