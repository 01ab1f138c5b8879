import { Badge, Group, Text } from '@mantine/core'
import { LongList } from '#portal/long-list.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { api } from './addresses.ts'
import classes from './exchange.module.css'
import { reasonWords } from './reject-reason.ts'
import type { Reject } from './workshop-shapes.ts'

/** What could not be mapped: kept with its reason, never lost. */
export function Rejects({ runId }: { runId: string }) {
  const say = useSay()
  return (
    <Section
      title={say({ vi: 'Giá trị bị loại', en: 'Values turned away' })}
      lead={say({
        vi: 'Không giá trị nào bị mất: sửa ánh xạ rồi chạy lại.',
        en: 'None is lost: mend the mapping and run again.',
      })}
    >
      <LongList<Reject>
        path={`${api}/runs/${runId}/rejects`}
        cursor="after"
        keyOf={(it) => String(it.number)}
        pageLength={100}
        empty={<Text size="sm">{say({ vi: 'Không có.', en: 'None.' })}</Text>}
      >
        {(it) => (
          <div className={classes.row}>
            <div>
              <Text size="sm">
                {it.field}: <b>{it.value || say({ vi: '(trống)', en: '(empty)' })}</b>{' '}
                {say(reasonWords(it.reason))}
              </Text>
              <Text size="sm" c="dimmed">
                {say({ vi: 'dòng', en: 'row' })} {it.number}
              </Text>
            </div>
            <Group gap="xs">
              {it.keepsOut && (
                <Badge variant="light" color="lacquer" tt="none">
                  {say({ vi: 'cả dòng bị loại', en: 'the whole row' })}
                </Badge>
              )}
            </Group>
          </div>
        )}
      </LongList>
    </Section>
  )
}
