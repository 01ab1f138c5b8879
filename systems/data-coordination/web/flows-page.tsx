import { Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { FlowsPicture } from './flows-picture.tsx'
import { RoomLinks } from './room-links.tsx'

/** The exchange at work, as a picture of its own. */
export default function FlowsPage() {
  const say = useSay()
  return (
    <Page
      title={say({ vi: 'Bức tranh trao đổi', en: 'The exchange at work' })}
      lead={say({
        vi: 'Tự cập nhật mỗi năm giây từ báo cáo của các cổng kết nối.',
        en: 'Follows every five seconds what gateways report.',
      })}
    >
      <RoomLinks />
      <FlowsPicture mostListed={50} />
    </Page>
  )
}
