import { Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { count, day } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { SharingView } from '../contract-reports.ts'
import { to } from './addresses.ts'
import classes from './exchange.module.css'

type Asked = SharingView['asked'][number]

const reasons: Record<Asked['reason'], Words> = {
  'not-asked': { vi: 'Chưa hỏi cơ quan giữ dữ liệu', en: 'The agency that holds it is not asked' },
  'no-grant': { vi: 'Chưa được cấp quyền truy cập', en: 'There is no grant' },
  'agency-away': { vi: 'Cơ quan không trả lời', en: 'The agency did not answer' },
}

/** What people were made to bring though an agency holds it: which service, how often, and why. */
export function AskedOfPeople({ of: asked }: { of: readonly Asked[] }) {
  const say = useSay()
  const most = Math.max(1, ...asked.map((it) => it.times))
  return (
    <Section
      title={say({
        vi: 'Vẫn hỏi người dân dù dữ liệu đã có',
        en: 'Asked of people though the data exists',
      })}
      lead={say({
        vi: '30 ngày qua: người dân phải khai hoặc nộp thứ mà một cơ quan có thể cung cấp.',
        en: 'In the last 30 days people had to state or bring what an agency could have told.',
      })}
    >
      {asked.length === 0 && (
        <Text size="sm" style={{ display: 'flex', gap: 8 }}>
          <span style={{ color: 'var(--mantine-color-jade-6)' }}>
            <Icon name="check" size={18} />
          </span>
          {say({
            vi: 'Không ai phải khai lại điều cơ quan nhà nước đã có.',
            en: 'Nobody had to tell what the state holds.',
          })}
        </Text>
      )}
      {asked.map((it) => (
        <div key={`${it.publicService.vi} ${it.what.vi} ${it.reason}`} className={classes.asked}>
          <div>
            <Text fw={600}>{say(it.what)}</Text>
            <Text size="sm" c="dimmed">
              {say(it.publicService)}
            </Text>
          </div>
          <div>
            <Link href={to.service(it.serviceId)} style={{ color: 'var(--link)' }}>
              {say(it.title)}
            </Link>
            <Text size="sm" c="dimmed">
              {say(it.owner)} · {say(reasons[it.reason])}
            </Text>
          </div>
          <div className={classes.stack} aria-hidden>
            <span style={{ width: `${(it.times / most) * 100}%` }} />
          </div>
          <Text size="sm" ta="right">
            <strong>{count(it.times, say.language)}</strong>{' '}
            {say({ vi: 'lần', en: it.times === 1 ? 'time' : 'times' })}
            <br />
            <Text component="span" size="sm" c="dimmed">
              {say({ vi: 'gần nhất', en: 'last' })} {day(it.lastOn)}
            </Text>
          </Text>
        </div>
      ))}
    </Section>
  )
}
