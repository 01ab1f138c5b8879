import { LongList } from '#portal/long-list.tsx'
import { cardClass } from '#portal/page.tsx'
import { Empty } from '#portal/states.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import type { GrantView } from '../contract-grants.ts'
import { api } from './addresses.ts'
import { GrantCard } from './grant-card.tsx'

/** Who may use a service, for what and until when; those of other agencies are theirs to see. */
export function ServiceAccess({ of: { id } }: { of: ServiceView }) {
  return (
    <LongList<GrantView>
      path={`${api}/grants?limit=20&serviceId=${id}`}
      cursor="before"
      keyOf={(it) => it.id}
      empty={
        <div className={cardClass}>
          <Empty
            icon="key"
            title={{ vi: 'Chưa ai được cấp quyền', en: 'Nobody has access yet' }}
            text={{
              vi: 'Khi một hệ thống xin và được duyệt, quyền của họ hiện ở đây.',
              en: 'When a system asks and is approved, its access is shown here.',
            }}
          />
        </div>
      }
    >
      {(it) => <GrantCard of={it} />}
    </LongList>
  )
}
