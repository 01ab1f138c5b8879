import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Empty, Failed, Loading } from '#portal/states.tsx'
import type { TypeView } from '../contract.ts'
import { disclosable, present, type Request, readRequest, refuse } from './presenting.ts'
import { type Held, heldBy } from './wallet.ts'

/** The wallet answers a verifier: who asks, why, and which of the claims to show. */
export default function PresentPage() {
  const say = useSay()
  const [search] = useSearchParams()
  const [requestUri, clientId] = [search.get('request_uri') ?? '', search.get('client_id') ?? '']
  const request = useQuery({
    queryKey: ['request', requestUri],
    queryFn: () => readRequest(requestUri, clientId),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Page narrow title={say({ vi: 'Xuất trình giấy tờ', en: 'Show a document' })}>
      {request.isPending && <Loading />}
      {request.error && <Unanswerable error={request.error} />}
      {request.data && <Choose request={request.data} />}
    </Page>
  )
}

const unanswerable: Record<string, { title: Words; text: Words }> = {
  ElsewhereError: {
    title: { vi: 'Yêu cầu từ nơi khác', en: 'A request from elsewhere' },
    text: {
      vi: 'Trang này chỉ trả lời các yêu cầu tạo tại hệ thống này.',
      en: 'This page answers requests made here only.',
    },
  },
  GoneError: {
    title: { vi: 'Yêu cầu đã kết thúc', en: 'The request has ended' },
    text: {
      vi: 'Yêu cầu đã được trả lời hoặc hết hạn. Đề nghị bên kiểm tra tạo mã mới.',
      en: 'It was answered, or has expired. Ask the verifier for a new code.',
    },
  },
}

function Unanswerable({ error }: { error: Error }) {
  const forged = {
    title: { vi: 'Không tin được yêu cầu này', en: 'This request cannot be trusted' },
    text: {
      vi: 'Không xác minh được ai đang hỏi. Đừng xuất trình gì.',
      en: 'It cannot be verified who is asking. Do not show anything.',
    },
  }
  const { title, text } = unanswerable[error.name] ?? forged
  return <Empty icon="warning" title={title} text={text} />
}

function Choose({ request }: { request: Request }) {
  const say = useSay()
  const { who } = useSession()
  const [location] = useLocation()
  const held = useQuery({
    queryKey: ['wallet', who?.accountId],
    queryFn: () => heldBy(who?.accountId ?? ''),
    enabled: who !== null && who !== undefined,
  })
  const types = useAnswer<{ items: TypeView[] }>('/api/documents/v1/types')
  if (who === null) {
    return (
      <Empty
        icon="wallet"
        title={{ vi: 'Mở ví của bạn', en: 'Open your wallet' }}
        text={{
          vi: 'Đăng nhập để mở ví trên thiết bị này.',
          en: 'Log in to open the wallet on this device.',
        }}
        action={
          <Button component={Link} href={paths.logIn(`${location}${window.location.search}`)}>
            {say({ vi: 'Đăng nhập', en: 'Log in' })}
          </Button>
        }
      />
    )
  }
  return (
    <Answered of={types}>
      {({ items }) => {
        const type = items.find((it) => it.vct === request.vct)
        const credential = held.data?.find((it) => it.vct === request.vct)
        if (!held.data) return <Loading />
        if (!type || !credential) return <NothingToShow type={type} />
        return <Claims request={request} type={type} held={credential} />
      }}
    </Answered>
  )
}

function NothingToShow({ type }: { type: TypeView | undefined }) {
  const say = useSay()
  const name = type?.title ?? { vi: 'giấy tờ này', en: 'this document' }
  return (
    <Empty
      icon="wallet"
      title={{
        vi: 'Ví trên thiết bị này chưa có giấy đó',
        en: 'It is not in the wallet on this device',
      }}
      text={{
        vi: `Mở "${name.vi}" trong Giấy tờ của tôi và chọn "Đưa vào ví trên thiết bị này", rồi quay lại đây.`,
        en: `Open "${name.en}" under My documents and put it into the wallet here, then come back.`,
      }}
      action={
        <Button component={Link} href={paths.documents}>
          {say({ vi: 'Giấy tờ của tôi', en: 'My documents' })}
        </Button>
      }
    />
  )
}

function Claims({ request, type, held }: { request: Request; type: TypeView; held: Held }) {
  const say = useSay()
  const have = disclosable(held)
  const asked = request.claims.filter((it) => have.has(it))
  const [chosen, setChosen] = useState<string[]>([])
  const answer = useAct<'show' | 'refuse', string>(async (choice) => {
    if (choice === 'show') await present(request, held, chosen)
    else await refuse(request)
    return choice
  })
  if (answer.data) return <Done shown={answer.data === 'show'} />
  const wordsOf = (name: string) => type.claims.find((it) => it.name === name)?.words
  return (
    <Stack gap="md">
      <section className={cardClass}>
        <Text c="dimmed" size="sm">
          {say({ vi: 'Người hỏi', en: 'Who asks' })}
        </Text>
        <Text fw={600} fz={19}>
          {request.verifier}
        </Text>
        <Text c="dimmed" size="sm" mt="sm">
          {say({ vi: 'Để', en: 'What for' })}
        </Text>
        <Text>{request.purpose}</Text>
      </section>
      <section className={cardClass}>
        <Checkbox.Group
          label={<Text fw={600}>{say(type.title)}</Text>}
          description={say({
            vi: 'Chọn từng thông tin bạn đồng ý cho xem. Không chọn thì không gửi.',
            en: 'Choose each fact that you agree to show. What is not chosen is not sent.',
          })}
          value={chosen}
          onChange={setChosen}
        >
          <Stack gap="sm" mt="md">
            {asked.map((name) => {
              const words = wordsOf(name)
              return (
                <Checkbox
                  key={name}
                  value={name}
                  label={words ? say(words) : name}
                  description={valueText(have.get(name)?.value)}
                />
              )
            })}
          </Stack>
        </Checkbox.Group>
        <Button mt="md" variant="subtle" size="compact-sm" onClick={() => setChosen(asked)}>
          {say({ vi: 'Chọn tất cả', en: 'Choose all' })}
        </Button>
      </section>
      {asked.length < request.claims.length && (
        <Alert color="gold" icon={<Icon name="information" />}>
          {say({
            vi: 'Một số thông tin được hỏi không có trên giấy của bạn.',
            en: 'Some of what is asked for is not on your document.',
          })}
        </Alert>
      )}
      {answer.error && <Failed error={answer.error} />}
      <Group justify="space-between">
        <Button
          variant="default"
          disabled={answer.isPending}
          onClick={() => answer.mutate('refuse')}
        >
          {say({ vi: 'Không cho xem', en: 'Do not show' })}
        </Button>
        <Button
          leftSection={<Icon name="share" />}
          loading={answer.isPending}
          disabled={chosen.length === 0}
          onClick={() => answer.mutate('show')}
        >
          {say({ vi: `Cho xem ${chosen.length} thông tin`, en: `Show ${chosen.length} facts` })}
        </Button>
      </Group>
    </Stack>
  )
}

function Done({ shown }: { shown: boolean }) {
  return shown ? (
    <Empty
      icon="check"
      title={{ vi: 'Đã cho xem', en: 'Shown' }}
      text={{
        vi: 'Bên kiểm tra thấy những thông tin bạn chọn, không hơn.',
        en: 'The verifier sees what you chose, and nothing more.',
      }}
    />
  ) : (
    <Empty
      icon="close"
      title={{ vi: 'Bạn đã từ chối', en: 'You declined' }}
      text={{ vi: 'Không thông tin nào được gửi đi.', en: 'Nothing was sent.' }}
    />
  )
}

function valueText(value: unknown): string {
  if (typeof value === 'string') {
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value.split('-').toReversed().join('/') : value
  }
  if (Array.isArray(value)) {
    return value.map((it: { fullName?: string }) => it.fullName ?? '').join(', ')
  }
  return ''
}
