import { Alert, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { Component, type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { Refused } from './ask.ts'
import { Icon, type IconName } from './icons.tsx'
import { paths } from './paths.ts'
import { useSay } from './say.tsx'
import { useSession } from './session.tsx'

/** The shape of what is coming, so that nothing jumps when it is there. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const say = useSay()
  return (
    <Stack gap="sm" role="status" aria-label={say({ vi: 'Đang tải', en: 'Loading' })}>
      <Skeleton height={28} width="45%" />
      {Array.from({ length: lines }, (_, it) => (
        <Skeleton key={it} height={56} />
      ))}
    </Stack>
  )
}

/** Nothing is here yet: says what would be, and how it comes about. */
export function Empty(props: { icon: IconName; title: Words; text: Words; action?: ReactNode }) {
  const say = useSay()
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <span style={{ color: 'var(--gold)' }}>
        <Icon name={props.icon} size={44} />
      </span>
      <Title order={2} size="h4">
        {say(props.title)}
      </Title>
      <Text c="dimmed" maw={420}>
        {say(props.text)}
      </Text>
      {props.action}
    </Stack>
  )
}

/** A refusal in the server's own sentence, with a way to try again where that helps. */
export function Failed({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const say = useSay()
  const problem = error instanceof Refused ? error.problem : undefined
  const declined = error instanceof Error && error.name === 'Declined'
  if (problem?.status === 401) return <LogInFirst />
  return (
    <Alert
      color="lacquer"
      variant="light"
      role="alert"
      icon={<Icon name="warning" />}
      title={say({ vi: 'Chưa thực hiện được', en: 'That did not work' })}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {problem?.code === 'kernel.request-malformed'
            ? say(malformedWords)
            : (problem?.detail ?? say(declined ? declinedWords : brokenWords))}
        </Text>
        {problem?.errors
          ?.filter((it) => it.detail !== problem.detail)
          .map((it) => (
            <Text size="sm" key={it.pointer + it.detail}>
              {it.pointer.replace(/^#\/?/, '')}: {it.detail}
            </Text>
          ))}
        {retry && (
          <Button size="sm" variant="default" onClick={retry}>
            {say({ vi: 'Thử lại', en: 'Try again' })}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** Nobody is logged in, or not any more: the way in, and back to this very place. */
function LogInFirst() {
  const say = useSay()
  const { who, ended } = useSession()
  const { pathname, search } = location
  useEffect(() => {
    if (who) ended()
  }, [who, ended])
  return (
    <Alert
      color="gold"
      variant="light"
      role="alert"
      icon={<Icon name="key" />}
      title={say({ vi: 'Đăng nhập để tiếp tục', en: 'Log in to go on' })}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {say({
            vi: 'Bạn chưa đăng nhập, hoặc phiên đăng nhập đã kết thúc. Đăng nhập xong, bạn trở lại đúng trang này.',
            en: 'You are not logged in, or the session has ended. After the log-in you are back on this page.',
          })}
        </Text>
        <Button component={Link} href={paths.logIn(pathname + search)} size="sm">
          {say({ vi: 'Đăng nhập', en: 'Log in' })}
        </Button>
      </Stack>
    </Alert>
  )
}

const declinedWords: Words = {
  vi: 'Bạn chưa xác nhận bằng khóa truy cập, hoặc đã quá lâu. Hãy thử lại.',
  en: 'The passkey was not used, or it took too long. Please try again.',
}
const malformedWords: Words = {
  vi: 'Có mục chưa đúng. Hãy sửa các mục sau rồi thử lại.',
  en: 'Some entries are not right. Mend the following, and try again.',
}
const brokenWords: Words = {
  vi: 'Đã xảy ra lỗi trên trang. Tải lại trang rồi thử lại.',
  en: 'Something went wrong on this page. Load it again, and try once more.',
}

type Answer<Data> = {
  data: Data | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/** Shows an answer of the server in its three states: on its way, refused, and there. */
export function Answered<Data>(props: {
  of: Answer<Data>
  lines?: number
  children: (data: Data) => ReactNode
}) {
  const { data, error, refetch } = props.of
  if (data !== undefined) return <>{props.children(data)}</>
  if (error) return <Failed error={error} retry={() => void refetch()} />
  return <Loading {...(props.lines !== undefined && { lines: props.lines })} />
}

/** Catches what breaks while drawing a page, such as a part of the program that was replaced. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <Group p="xl">
        <Failed error={this.state.error} retry={() => location.reload()} />
      </Group>
    )
  }
}
