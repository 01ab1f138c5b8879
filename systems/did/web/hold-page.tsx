import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { DocumentView } from '../contract.ts'
import { addToWallet } from './presenting.ts'
import { heldBy } from './wallet.ts'

/** A document goes into the wallet on this device. */
export default function HoldPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const document = useAnswer<DocumentView>(`/api/documents/v1/documents/${id}`)
  return (
    <Page
      narrow
      title={say({ vi: 'Đưa vào ví', en: 'Put into the wallet' })}
      back={{ to: paths.document(id), words: { vi: 'Giấy tờ', en: 'Document' } }}
    >
      <Answered of={document}>{(it) => <Hold it={it} />}</Answered>
    </Page>
  )
}

function Hold({ it }: { it: DocumentView }) {
  const say = useSay()
  const { who } = useSession()
  const held = useQuery({
    queryKey: ['wallet', who?.accountId],
    queryFn: () => heldBy(who?.accountId ?? ''),
    enabled: who !== null && who !== undefined,
  })
  const add = useAct<void>(async () => {
    if (!who) return
    await addToWallet(it.id, it.vct, who.accountId)
    await held.refetch()
  })
  const isHeld = held.data?.some((found) => found.documentId === it.id)
  return (
    <section className={cardClass}>
      <Text fw={600} mb="md">
        {say(it.title)}
      </Text>
      {isHeld ? (
        <Group gap={6} c="jade">
          <Icon name="check" />
          <Text size="sm">
            {say({ vi: 'Có trong ví trên thiết bị này', en: 'In the wallet on this device' })}
          </Text>
        </Group>
      ) : (
        <Button
          leftSection={<Icon name="wallet" />}
          loading={add.isPending}
          onClick={() => add.mutate()}
        >
          {say({ vi: 'Đưa vào ví trên thiết bị này', en: 'Put into the wallet here' })}
        </Button>
      )}
      {add.error && <Failed error={add.error} />}
    </section>
  )
}
