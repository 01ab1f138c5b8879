import { Badge, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { Dialog } from '#portal/dialog.tsx'
import { count, day, relative } from '#portal/format.ts'
import { cardClass } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { GrantView } from '../contract-grants.ts'
import { api, to } from './addresses.ts'
import { ConsentAsk } from './consent-ask.tsx'
import { grantStates } from './request-words.ts'

/** One grant: who may ask what, for which purposes, how often and until when. */
export function GrantCard({ of: it }: { of: GrantView }) {
  const say = useSay()
  const { words, color } = grantStates[it.state]
  return (
    <article className={cardClass}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text fw={600}>
            {say(it.client.name)} → {say(it.service.title)}
          </Text>
          <Text size="sm">
            {it.purposes
              .map((of) =>
                of.byConsent
                  ? `${say(of.words)} (${say({ vi: 'khi người đó đồng ý', en: 'by consent' })})`
                  : say(of.words),
              )
              .join('; ')}
          </Text>
        </div>
        <Badge variant="light" color={color} tt="none">
          {say(words)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {it.fields
          ? say({ vi: `${it.fields.length} trường dữ liệu`, en: `${it.fields.length} fields` })
          : say({ vi: 'mọi trường dữ liệu', en: 'all fields' })}
        {' · '}
        {count(it.requestsPerMinute, say.language)}/{say({ vi: 'phút', en: 'minute' })},{' '}
        {count(it.requestsPerDay, say.language)}/{say({ vi: 'ngày', en: 'day' })} ·{' '}
        {say({ vi: 'đến', en: 'until' })} {day(it.expiresAt)} (
        {relative(it.expiresAt, now(), say.language)})
      </Text>
      {it.revokedWhy && (
        <Text size="sm" mt={4}>
          {say({ vi: 'Lý do thu hồi', en: 'Revoked because' })}: {it.revokedWhy}
        </Text>
      )}
      <Group gap="sm" mt="xs">
        <Link href={to.request(it.requestId)} style={{ color: 'var(--link)' }}>
          {say({ vi: 'Xem yêu cầu', en: 'See the request' })}
        </Link>
        {it.state === 'active' && it.asClient && it.purposes.some((of) => of.byConsent) && (
          <ConsentAsk of={it} />
        )}
        {it.state === 'active' && (it.asOwner || it.asClient) && <Revocation of={it} />}
      </Group>
    </article>
  )
}

function Revocation({ of: it }: { of: GrantView }) {
  const say = useSay()
  const [asking, setAsking] = useState(false)
  const [why, setWhy] = useState('')
  const revoke = useAct<void>(
    () => ask('POST', `${api}/grants/${it.id}/revocation`, { why: why.trim() }),
    [api],
  )
  const close = () => setAsking(false)
  const title = it.asOwner
    ? { vi: 'Thu hồi quyền', en: 'Revoke this access' }
    : { vi: 'Trả lại quyền', en: 'Give it up' }
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setAsking(true)}>
        {say(title)}
      </Button>
      {asking && (
        <Dialog title={title} onClose={close}>
          <Stack>
            <Text size="sm">
              {say({
                vi: 'Có hiệu lực trong vài giây: các yêu cầu sau đó bị từ chối.',
                en: 'It holds within seconds: what is asked after that is refused.',
              })}
            </Text>
            <Textarea
              required
              label={say({ vi: 'Lý do (bên kia đọc được)', en: 'Why (the other side reads it)' })}
              minLength={5}
              maxLength={500}
              autosize
              minRows={2}
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
            />
            {revoke.error && <Failed error={revoke.error} />}
            <Group>
              <Button
                disabled={why.trim().length < 5}
                loading={revoke.isPending}
                onClick={() => revoke.mutate(undefined, { onSuccess: close })}
              >
                {say(title)}
              </Button>
              <Button variant="default" onClick={close}>
                {say({ vi: 'Thôi', en: 'Cancel' })}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </>
  )
}
