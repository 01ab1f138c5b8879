import { Alert, Badge, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Words } from '#kernel/words'
import { now } from '#portal/browser.ts'
import { day, moment, relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { AuthorityView, CertificateView } from '../contract.ts'
import {
  type AuthorityFile,
  api,
  chainFile,
  useAuthority,
  useAuthorityFiles,
  useList,
  useServing,
} from './authorities.ts'
import { RootActs } from './root-acts.tsx'
import { partOf, profileWords } from './words.ts'

/** The root, what it certified, and what answers for all of it; with the files of each. */
export function Hierarchy() {
  const say = useSay()
  const authority = useAuthority()
  const state = authority.data
  return (
    <Section
      title={say({ vi: 'Chuỗi tin cậy', en: 'Chain of trust' })}
      lead={say({
        vi: 'Cơ quan gốc chứng thực cơ quan cấp; cơ quan cấp chứng thực mọi chữ ký và con dấu.',
        en: 'The root certifies the issuing authority, and that certifies every signature and seal.',
      })}
      aside={
        <FileLink to={chainFile}>{say({ vi: 'Chuỗi chứng thư', en: 'The chain' })} (PEM)</FileLink>
      }
    >
      <Stack gap="lg">
        <Authorities
          profile="root"
          mark={state && <RootMark state={state} />}
          due={state?.rootListDue}
        />
        <Authorities profile="issuing" due={state?.issuingDue} />
        {authority.error && <Failed error={authority.error} />}
        {state?.rootPresent !== false && <RootActs />}
      </Stack>
    </Section>
  )
}

function RootMark({ state }: { state: AuthorityView }) {
  const say = useSay()
  const words: Words = state.rootPresent
    ? { vi: 'Khóa đang ở máy chủ này', en: 'Key on this machine' }
    : { vi: 'Khóa được cất riêng', en: 'Key kept apart' }
  return (
    <Badge
      variant="light"
      tt="none"
      color={state.rootPresent ? 'gold' : 'jade'}
      leftSection={<Icon name={state.rootPresent ? 'warning' : 'lock'} size={14} />}
    >
      {say(words)}
    </Badge>
  )
}

function Authorities(props: {
  profile: 'root' | 'issuing'
  mark?: ReactNode
  due?: boolean | undefined
}) {
  const say = useSay()
  const serving = useServing(props.profile)
  const files = useAuthorityFiles()
  return (
    <Answered of={serving} lines={1}>
      {({ items }) => (
        <Answered of={files} lines={1}>
          {(known) =>
            items.length === 0 ? (
              <Alert color="lacquer" variant="light" icon={<Icon name="warning" />}>
                {say(profileWords[props.profile])}:{' '}
                {say({ vi: 'không có cơ quan nào đang hoạt động.', en: 'none is at work.' })}
              </Alert>
            ) : (
              items.map((it) => (
                <AuthorityFacts
                  key={it.serial}
                  of={it}
                  file={known.find(({ serial }) => serial === it.serial)}
                  mark={props.mark}
                  due={props.due}
                />
              ))
            )
          }
        </Answered>
      )}
    </Answered>
  )
}

function AuthorityFacts(props: {
  of: CertificateView
  file: AuthorityFile | undefined
  mark: ReactNode
  due: boolean | undefined
}) {
  const say = useSay()
  const { of: it, file } = props
  return (
    <article>
      <Group gap="xs" mb={4}>
        <h3 style={{ margin: 0, fontSize: 16 }}>{partOf(it.subject, 'CN')}</h3>
        {props.mark}
        {props.due && (
          <Badge variant="light" color="lacquer" tt="none">
            {say({ vi: 'Đến hạn gia hạn', en: 'Due for renewal' })}
          </Badge>
        )}
      </Group>
      <Facts
        of={[
          [say({ vi: 'Vai trò', en: 'Role' }), say(profileWords[it.profile])],
          [say({ vi: 'Hiệu lực', en: 'Valid' }), <Validity key="validity" of={it} />],
          ...(file
            ? [
                [
                  say({ vi: 'Danh sách thu hồi', en: 'Revocation list' }),
                  <ListFacts key="list" file={file} />,
                ] as const,
                [
                  say({ vi: 'Tệp', en: 'Files' }),
                  <Group key="files" gap="md">
                    <FileLink to={file.certificateFile}>
                      {say({ vi: 'Chứng thư', en: 'Certificate' })} (CER)
                    </FileLink>
                    <FileLink to={file.listFile}>
                      {say({ vi: 'Danh sách thu hồi', en: 'Revocation list' })} (CRL)
                    </FileLink>
                  </Group>,
                ] as const,
              ]
            : []),
        ]}
      />
    </article>
  )
}

function ListFacts({ file }: { file: AuthorityFile }) {
  const say = useSay()
  const list = useList(file)
  return (
    <Answered of={list} lines={0}>
      {({ publishedAt, nextAt, revoked }) => (
        <>
          {say({ vi: `${revoked} chứng thư bị thu hồi`, en: `${revoked} revoked` })}
          <Text size="sm" c="dimmed">
            {say({ vi: 'Công bố', en: 'Published' })} {moment(publishedAt)}
            {nextAt && (
              <>
                {' · '}
                {say({ vi: 'danh sách kế tiếp chậm nhất', en: 'the next by' })} {moment(nextAt)} (
                {relative(nextAt, now(), say.language)})
              </>
            )}
          </Text>
        </>
      )}
    </Answered>
  )
}

const yearMs = 365 * 86_400_000

function Validity({ of: it }: { of: CertificateView }) {
  const say = useSay()
  return (
    <>
      {day(it.notBefore)}–{day(it.notAfter)}
      {Date.parse(it.notAfter) - now().getTime() < yearMs && (
        <Text span size="sm" c="dimmed">
          {' '}
          ({say({ vi: 'hết hạn', en: 'ends' })} {relative(it.notAfter, now(), say.language)})
        </Text>
      )}
    </>
  )
}

function FileLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a href={to} download style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}>
      <Icon name="download" size={16} />
      <span>{children}</span>
    </a>
  )
}

/** What answers those who check: time-stamps and the state of certificates. */
export function Units() {
  const say = useSay()
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Section title={say({ vi: 'Dấu thời gian', en: 'Time-stamping' })} lead="RFC 3161">
        <Unit profile="time-stamp" address={`${api}/time-stamps`} />
      </Section>
      <Section
        title={say({ vi: 'Trạng thái chứng thư', en: 'State of certificates' })}
        lead="OCSP, RFC 6960"
      >
        <Unit profile="ocsp" address={`${api}/ocsp`} />
      </Section>
    </SimpleGrid>
  )
}

function Unit(props: { profile: 'time-stamp' | 'ocsp'; address: string }) {
  const say = useSay()
  const serving = useServing(props.profile)
  return (
    <Answered of={serving} lines={2}>
      {({ items: [it] }) => (
        <Facts
          of={[
            [
              say({ vi: 'Chứng thư', en: 'Certificate' }),
              it
                ? partOf(it.subject, 'CN')
                : say({ vi: 'Chưa có; cấp khi được hỏi lần đầu', en: 'None yet; made when asked' }),
            ],
            ...(it
              ? [[say({ vi: 'Hiệu lực', en: 'Valid' }), <Validity key="v" of={it} />] as const]
              : []),
            [
              say({ vi: 'Địa chỉ', en: 'Address' }),
              <code key="address" style={{ overflowWrap: 'anywhere' }}>
                {props.address}
              </code>,
            ],
          ]}
        />
      )}
    </Answered>
  )
}
