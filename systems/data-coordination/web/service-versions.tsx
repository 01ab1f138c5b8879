import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { DayInput } from '#portal/fields.tsx'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import { api, to } from './addresses.ts'
import classes from './exchange.module.css'

type Version = { version: string; sha256: string; publishedAt: string; publishedBy: string }

/** How a service came to be as it is, and how it ends. */
export function ServiceVersions({ of: it }: { of: ServiceView }) {
  const say = useSay()
  const path = `${api}/services/${it.id}/versions`
  const versions = useAnswer<{ items: Version[] }>(path)
  return (
    <Stack gap="md">
      <Section
        title={say({ vi: 'Các phiên bản', en: 'Versions' })}
        aside={
          it.mine && it.kind === 'rest' && it.state !== 'withdrawn' ? (
            <Button component={Link} href={to.renew(it.id)} size="sm" variant="default">
              {say({ vi: 'Công bố phiên bản mới', en: 'Publish a new version' })}
            </Button>
          ) : undefined
        }
      >
        <Answered of={versions} lines={2}>
          {({ items }) =>
            items.map((of) => (
              <div key={of.version} className={classes.row}>
                <div style={{ minWidth: 0 }}>
                  <Text fw={600}>{of.version}</Text>
                  <Text size="sm" c="dimmed">
                    {moment(of.publishedAt)} · {of.publishedBy}
                  </Text>
                  <span className={classes.code}>sha256 {of.sha256.slice(0, 24)}…</span>
                </div>
                <a href={`${path}/${of.version}/contract`} download>
                  <Icon name="download" size={16} /> {say({ vi: 'Hợp đồng', en: 'Contract' })}
                </a>
              </div>
            ))
          }
        </Answered>
      </Section>
      {it.mine && it.state !== 'withdrawn' && <Ending of={it} />}
    </Stack>
  )
}

function Ending({ of: it }: { of: ServiceView }) {
  const say = useSay()
  const [asking, setAsking] = useState<'deprecation' | 'withdrawal' | null>(null)
  const [sunsetOn, setSunset] = useState('')
  const path = `${api}/services/${it.id}`
  const end = useAct<void>(
    () => ask('POST', `${path}/${asking}`, asking === 'deprecation' ? { sunsetOn } : {}),
    [api],
  )
  const close = () => setAsking(null)
  return (
    <Section
      title={say({ vi: 'Ngừng cung cấp', en: 'Ending it' })}
      lead={say({
        vi: 'Báo trước ngày ngừng để bên sử dụng kịp chuyển. Ngừng ngay chỉ khi không thể khác.',
        en: 'Name the day ahead, so that those who use it can move. End it now only if you must.',
      })}
    >
      <Group>
        <Button variant="default" size="sm" onClick={() => setAsking('deprecation')}>
          {say({ vi: 'Báo ngày ngừng', en: 'Name its last day' })}
        </Button>
        <Button variant="subtle" color="gray" size="sm" onClick={() => setAsking('withdrawal')}>
          {say({ vi: 'Ngừng ngay', en: 'End it now' })}
        </Button>
      </Group>
      {asking && (
        <Dialog
          title={
            asking === 'deprecation'
              ? { vi: 'Báo ngày ngừng', en: 'Name its last day' }
              : { vi: 'Ngừng ngay', en: 'End it now' }
          }
          onClose={close}
        >
          <Stack>
            {asking === 'deprecation' ? (
              <DayInput
                label={say({ vi: 'Ngày cuối cùng còn trả lời', en: 'The last day it answers' })}
                value={sunsetOn}
                onChange={setSunset}
              />
            ) : (
              <Text>
                {say({
                  vi: 'Mọi bên đang sử dụng sẽ bị từ chối trong vài giây. Không hoàn tác được.',
                  en: 'Everyone who uses it is refused within seconds. This is for good.',
                })}
              </Text>
            )}
            {end.error && <Failed error={end.error} />}
            <Group>
              <Button
                loading={end.isPending}
                disabled={asking === 'deprecation' && !/^\d{4}-/.test(sunsetOn)}
                onClick={() => end.mutate(undefined, { onSuccess: close })}
              >
                {asking === 'deprecation'
                  ? say({ vi: 'Báo cho các bên', en: 'Tell everyone' })
                  : say({ vi: 'Ngừng dịch vụ', en: 'End the service' })}
              </Button>
              <Button variant="default" onClick={close}>
                {say({ vi: 'Thôi', en: 'Cancel' })}
              </Button>
            </Group>
          </Stack>
        </Dialog>
      )}
    </Section>
  )
}
