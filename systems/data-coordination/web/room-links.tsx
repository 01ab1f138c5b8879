import { useSession } from '#portal/session.tsx'
import { Strip, type StripEntry } from '#portal/strip.tsx'
import { to } from './addresses.ts'

const requests: StripEntry = [to.requests, 'key', { vi: 'Yêu cầu, quyền', en: 'Requests, access' }]
const entries: readonly StripEntry[] = [
  [to.registry, 'gate', { vi: 'Thành viên, cổng', en: 'Members, gateways' }],
  [to.flows, 'exchange', { vi: 'Ai hỏi ai', en: 'Who asks whom' }],
  [to.sharing, 'bars', { vi: 'Ai chưa chia sẻ', en: 'Who does not share' }],
  [to.changes, 'list', { vi: 'Thay đổi', en: 'Changes' }],
]

/** The ways between the pages of the exchange, for the officials who look after it. */
export function RoomLinks() {
  const { has } = useSession()
  const steward = has('data-steward')
  if (!steward && !has('operator')) return null
  return (
    <Strip
      of={[
        [to.catalogue, 'catalogue', { vi: 'Danh mục', en: 'Catalogue' }],
        ...(steward ? [requests] : []),
        ...entries,
      ]}
      label={{ vi: 'Trục chia sẻ dữ liệu', en: 'Data exchange' }}
    />
  )
}
