import { ActionIcon, Popover, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import type { NoticeView } from '../contract.ts'
import classes from './bell.module.css'

const path = '/api/public-services/v1/notices'

/** What the person was told about their cases; having opened it is having read it. */
export function Bell() {
  const say = useSay()
  const [opened, setOpened] = useState(false)
  const { data } = useAnswer<{ items: NoticeView[]; unread: number }>(path, { everyMs: 30_000 })
  const read = useAct<void>(() => ask('POST', `${path}/read`), [path])
  const unread = data?.unread ?? 0
  const show = (next: boolean) => {
    setOpened(next)
    if (!next && unread > 0) read.mutate()
  }
  return (
    <Popover opened={opened} onChange={show} position="bottom-end" width={340} trapFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          style={{ overflow: 'visible', position: 'relative' }}
          onClick={() => show(!opened)}
          aria-label={
            unread > 0
              ? say({ vi: `Thông báo: ${unread} chưa đọc`, en: `Notices: ${unread} unread` })
              : say({ vi: 'Thông báo', en: 'Notices' })
          }
        >
          <Icon name="bell" />
          {unread > 0 && <Dot />}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown
        p="xs"
        style={{ maxHeight: '70vh', overflowY: 'auto' }}
        aria-label={say({ vi: 'Thông báo', en: 'Notices' })}
      >
        {data?.items.length === 0 && (
          <Text size="sm" c="dimmed" p="xs">
            {say({
              vi: 'Khi hồ sơ của bạn có tin mới, bạn thấy ở đây và qua thư điện tử.',
              en: 'News of your cases comes here, and by e-mail.',
            })}
          </Text>
        )}
        <ul className={classes.notices}>
          {data?.items.map((it) => (
            <li key={it.id}>
              <Link href={placeOf(it)} className={classes.notice ?? ''} onClick={() => show(false)}>
                <Text size="sm" fw={it.read ? 400 : 600}>
                  {say(it.words)}
                </Text>
                <Text size="xs" c="dimmed">
                  {moment(it.at)}
                </Text>
              </Link>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Where a notice leads: to the confirmation it asks for, to the documents, or to the case. */
function placeOf({ kind, caseId }: NoticeView): string {
  if (kind === 'consent-asked') return `/public-services/consents/${caseId}`
  if (kind === 'revoked') return paths.documents
  return paths.case(caseId)
}

function Dot() {
  return <span className={classes.dot} />
}
