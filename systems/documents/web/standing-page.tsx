import { Alert, Badge, Button, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts, Page, Section } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { StandingView } from '../contract.ts'
import { standingColors, standingWords, validityFact } from './words.ts'

/** Where the agency that issued a document sees how it stands, and ends it. */
export default function StandingPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const path = `/api/documents/v1/documents/${id}/standing`
  const found = useAnswer<StandingView>(path)
  return (
    <Page
      narrow
      title={found.data ? say(found.data.title) : say({ vi: 'Giấy tờ đã cấp', en: 'Document' })}
      lead={found.data?.number ?? ''}
      back={{ to: paths.queue, words: { vi: 'Hồ sơ cần giải quyết', en: 'Cases to decide' } }}
      aside={
        found.data && (
          <Badge color={standingColors[found.data.state]} variant="light" size="lg" tt="none">
            {say(standingWords[found.data.state])}
          </Badge>
        )
      }
    >
      <Answered of={found}>
        {(it) => (
          <Stack gap="md">
            <Standing it={it} />
            {it.state === 'valid' && <RevocationForm it={it} stale={path} />}
          </Stack>
        )}
      </Answered>
    </Page>
  )
}

function Standing({ it }: { it: StandingView }) {
  const say = useSay()
  return (
    <>
      {it.revokedAt && (
        <Alert color="lacquer" icon={<Icon name="warning" />} title={say(standingWords.revoked)}>
          {it.revocation && say(it.revocation)} · {moment(it.revokedAt)}
        </Alert>
      )}
      <Section title={say({ vi: 'Giấy tờ đã cấp', en: 'The document' })}>
        <Facts
          of={[
            [say({ vi: 'Cấp cho', en: 'Holder' }), it.holder],
            [say({ vi: 'Người ký', en: 'Signed by' }), it.signer],
            [say({ vi: 'Ngày cấp', en: 'Issued' }), moment(it.issuedAt)],
            validityFact(it, say),
          ]}
        />
      </Section>
    </>
  )
}

function RevocationForm({ it, stale }: { it: StandingView; stale: string }) {
  const say = useSay()
  const [reason, setReason] = useState('')
  const revoke = useAct<void>(
    () => ask('POST', `/api/documents/v1/documents/${it.id}/revocation`, { reason: reason.trim() }),
    [stale],
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    revoke.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Section
        title={say({ vi: 'Thu hồi', en: 'Revoke' })}
        lead={say({
          vi: 'Bản PDF và mọi bản trong ví hết hiệu lực ngay, không lấy lại được. Người được cấp nhận thông báo kèm lý do.',
          en: 'The PDF and every copy in a wallet end at once and for good. The holder is told, with the reason.',
        })}
      >
        <Stack align="flex-start">
          <Textarea
            w="100%"
            autosize
            minRows={2}
            maxLength={300}
            label={say({ vi: 'Lý do', en: 'Reason' })}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {revoke.error && <Failed error={revoke.error} />}
          <Button type="submit" loading={revoke.isPending} disabled={reason.trim().length < 5}>
            {say({ vi: 'Thu hồi giấy tờ', en: 'Revoke the document' })}
          </Button>
        </Stack>
      </Section>
    </form>
  )
}
