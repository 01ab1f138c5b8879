import { Badge, Group, Text } from '@mantine/core'
import { moment } from '#portal/format.ts'
import { LongList } from '#portal/long-list.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Empty } from '#portal/states.tsx'
import type { ChangeView } from '../contract.ts'
import { api } from './addresses.ts'
import classes from './exchange.module.css'
import { RoomLinks } from './room-links.tsx'

const pageLength = 50

/** Who changed what in the registry, and from which version of the configuration on it holds. */
export default function ChangesPage() {
  const say = useSay()
  return (
    <Page
      title={say({ vi: 'Ai đã thay đổi gì', en: 'Who changed what' })}
      lead={say({
        vi: 'Mỗi thay đổi tạo một phiên bản cấu hình có chữ ký; mọi cổng nhận được trong vài giây.',
        en: 'Each change makes a signed version of the configuration, and every gateway has it within seconds.',
      })}
    >
      <RoomLinks />
      <LongList<ChangeView>
        path={`${api}/changes?limit=${pageLength}`}
        cursor="before"
        pageLength={pageLength}
        keyOf={(it) => it.id}
        empty={
          <div className={cardClass}>
            <Empty
              icon="list"
              title={{ vi: 'Chưa có thay đổi nào', en: 'Nothing has changed yet' }}
              text={{
                vi: 'Kết nạp, phê duyệt, công bố, cấp quyền: tất cả sẽ được ghi ở đây.',
                en: 'Whatever is admitted, approved, published or granted is written down here.',
              }}
            />
          </div>
        }
      >
        {(it) => (
          <article className={cardClass}>
            <Group justify="space-between" gap="xs">
              <Text fw={600}>{say(it.words)}</Text>
              <Text size="sm" c="dimmed" component="time" dateTime={it.at}>
                {moment(it.at)}
              </Text>
            </Group>
            <Group gap="xs" justify="space-between">
              <span className={classes.code}>{it.subject}</span>
              <Group gap="xs">
                <Text size="sm" c="dimmed">
                  {it.by}
                </Text>
                <Badge variant="light" color="gray" tt="none" fw={400}>
                  {say({ vi: 'Phiên bản', en: 'Version' })} {it.version}
                </Badge>
              </Group>
            </Group>
          </article>
        )}
      </LongList>
    </Page>
  )
}
