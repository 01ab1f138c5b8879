import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import type { ServiceView } from '../contract-catalogue.ts'
import type { DatasetView, VersionView } from '../contract-pipeline.ts'
import { workshop } from '../domain/identifier.ts'
import { api, to } from './addresses.ts'
import type { DatasetPart } from './dataset-part.ts'
import { serviceOf } from './dataset-service.ts'
import classes from './exchange.module.css'

/** The versions that were published, and the data service by which other agencies read them. */
export function DatasetPublication({ of: it }: DatasetPart) {
  const say = useSay()
  if (it.versions.length === 0) {
    return (
      <div className={cardClass}>
        <Empty
          icon="upload"
          title={{ vi: 'Chưa công bố bản nào', en: 'No version is published yet' }}
          text={{
            vi: 'Một lượt chạy đầy đủ mà không quy tắc nào chặn sẽ công bố một bản.',
            en: 'A whole run that no rule blocks publishes a version.',
          }}
        />
      </div>
    )
  }
  return (
    <Stack gap="md">
      <AsService of={it} />
      <Section title={say({ vi: 'Các bản đã công bố', en: 'Published versions' })}>
        {it.versions.map((of) => (
          <Version key={of.version} of={of} />
        ))}
      </Section>
    </Stack>
  )
}

function AsService({ of: it }: { of: DatasetView }) {
  const services = useAnswer<{ items: ServiceView[] }>(`${api}/services?limit=100&text=${it.code}`)
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  return (
    <Answered of={services}>
      {({ items }) => {
        const known = items.find(({ code }) => code === `${workshop}/${it.code}`)
        if (known) return <Known of={known} />
        return <Answered of={members}>{(all) => <Offer of={it} members={all.items} />}</Answered>
      }}
    </Answered>
  )
}

function Known({ of: service }: { of: ServiceView }) {
  const say = useSay()
  return (
    <Alert color="jade" variant="light" icon={<Icon name="check" />}>
      <Text size="sm">
        {say({
          vi: 'Các cơ quan được cấp quyền đọc dữ liệu này qua dịch vụ ',
          en: 'Agencies that were given access read this through the service ',
        })}
        <Link href={to.service(service.id)} style={{ color: 'var(--link)' }}>
          {say(service.title)}
        </Link>
        .
      </Text>
    </Alert>
  )
}

function Offer({ of: it, members }: { of: DatasetView; members: readonly MemberView[] }) {
  const say = useSay()
  const subsystem = members.flatMap((of) => of.subsystems).find(({ code }) => code === workshop)
  const publish = useAct<void>(
    () =>
      ask('POST', `${api}/services`, {
        subsystemId: subsystem?.id,
        ...serviceOf(it, location.origin),
      }),
    [`${api}/services`],
  )
  return (
    <Section
      title={say({ vi: 'Cho cơ quan khác dùng', en: 'Let other agencies use it' })}
      lead={say({
        vi: 'Công bố thành dịch vụ dữ liệu trên trục; cơ quan khác xin quyền, bạn duyệt.',
        en: 'Publish it as a data service; agencies ask for access and you decide.',
      })}
    >
      <Stack>
        {publish.error && <Failed error={publish.error} />}
        <Group>
          <Button
            leftSection={<Icon name="share" size={18} />}
            disabled={!subsystem}
            loading={publish.isPending}
            onClick={() => publish.mutate()}
          >
            {say({ vi: 'Công bố dịch vụ dữ liệu', en: 'Publish as a data service' })}
          </Button>
          {!subsystem && (
            <Text size="sm" c="dimmed">
              {say({
                vi: `Cần có hệ thống ${workshop} với một cổng kết nối.`,
                en: `This needs the subsystem ${workshop} with a gateway.`,
              })}
            </Text>
          )}
        </Group>
      </Stack>
    </Section>
  )
}

function Version({ of: it }: { of: VersionView }) {
  const say = useSay()
  const figures = [
    [it.added, { vi: 'thêm', en: 'added' }],
    [it.changed, { vi: 'đổi', en: 'changed' }],
    [it.removed, { vi: 'bớt', en: 'removed' }],
  ] as const
  return (
    <div className={classes.row}>
      <div style={{ minWidth: 0 }}>
        <Text fw={500}>
          {say({ vi: 'Bản', en: 'Version' })} {it.version} · {count(it.rows, say.language)}{' '}
          {say({ vi: 'dòng', en: 'rows' })}
        </Text>
        <Text size="sm" c="dimmed">
          {moment(it.publishedAt)}
        </Text>
        <span className={classes.code}>SHA-256 {it.sha256}</span>
      </div>
      <Group gap="xs">
        {figures.map(([value, words]) => (
          <Badge key={words.en} variant="light" color="gray" tt="none" fw={400}>
            {count(value, say.language)} {say(words)}
          </Badge>
        ))}
      </Group>
    </div>
  )
}
