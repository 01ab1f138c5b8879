import type { Words } from '#kernel/words'
import type { GatewayView } from '../contract.ts'

export const classWords: Record<string, Words> = {
  GOV: { vi: 'Cơ quan nhà nước', en: 'Government' },
  COM: { vi: 'Doanh nghiệp', en: 'Firm' },
  ORG: { vi: 'Tổ chức', en: 'Association' },
}

/** The member class within an id such as VN/GOV/MOJ. */
export function classOf(code: string): Words {
  const name = code.split('/')[1] ?? ''
  return classWords[name] ?? { vi: name, en: name }
}

type Standing = { words: Words; color: string }

const standings: Record<GatewayView['state'], Standing> = {
  invited: { words: { vi: 'Chờ kết nối', en: 'Waits to be started' }, color: 'gray' },
  waiting: { words: { vi: 'Chờ phê duyệt', en: 'Waits for approval' }, color: 'gold' },
  approved: { words: { vi: 'Đang cấp chứng thư', en: 'Being certified' }, color: 'gold' },
  active: { words: { vi: 'Đang hoạt động', en: 'Working' }, color: 'jade' },
  refused: { words: { vi: 'Bị từ chối', en: 'Refused' }, color: 'lacquer' },
  removed: { words: { vi: 'Đã gỡ', en: 'Removed' }, color: 'gray' },
}

/** How a gateway stands, as one looks at it now. */
export function standingOf(it: GatewayView): Standing {
  if (it.state !== 'active') return standings[it.state]
  if (!it.online) return { words: { vi: 'Mất liên lạc', en: 'Not heard of' }, color: 'lacquer' }
  if (it.alarms.length > 0) return { words: { vi: 'Có cảnh báo', en: 'Has alarms' }, color: 'gold' }
  return standings.active
}

/** What to do about an alarm; the alarm says itself what is wrong. */
const advice: Record<string, Words> = {
  'center-away': {
    vi: 'Trao đổi vẫn tiếp tục bằng cấu hình đang giữ. Kiểm tra mạng và tường lửa từ máy chủ của cổng tới trung tâm.',
    en: 'Exchange goes on with the configuration that it holds. Check the network and firewall from its machine to the center.',
  },
  'configuration-ending': {
    vi: 'Khôi phục kết nối tới trung tâm trước khi cấu hình hết hạn; sau đó cổng sẽ ngừng trao đổi.',
    en: 'Restore the connection to the center before the configuration ends; the gateway stops exchanging then.',
  },
  'configuration-refused': {
    vi: 'Cấu hình nhận được không đúng người ký hoặc cũ hơn bản đang giữ. Báo ngay cho người vận hành trung tâm; có thể có kẻ đứng giữa.',
    en: 'It was signed by someone else, or is older than the one held. Tell the operator of the center at once: somebody may be in between.',
  },
  'certificate-ending': {
    vi: 'Chứng thư tự gia hạn khi cổng liên lạc được với trung tâm. Kiểm tra kết nối; nếu vẫn không được, đăng ký lại cổng.',
    en: 'Certificates renew themselves when the center can be reached. Check the connection; if that does not help, register the gateway anew.',
  },
  'clock-skewed': {
    vi: 'Bật đồng bộ giờ (NTP) trên máy chủ của cổng. Lệch dưới 15 phút được tự bù, quá mức đó thông điệp bị từ chối.',
    en: 'Switch on NTP on its machine. Up to 15 minutes are made up for; beyond that its messages are refused.',
  },
  'time-stamps-late': {
    vi: 'Nhật ký vẫn được ghi. Kiểm tra kết nối tới dịch vụ dấu thời gian; các bản ghi sẽ được đóng dấu khi có lại.',
    en: 'The log is still written. Check the way to the time-stamping service; records are stamped when it is back.',
  },
  'reports-late': {
    vi: 'Lượt dùng dữ liệu đang chờ báo về trung tâm. Kiểm tra kết nối; không lượt nào bị mất.',
    en: 'Uses of data wait to be reported. Check the connection; none is lost.',
  },
  'store-full': {
    vi: 'Cổng không nhận yêu cầu mới vì không ghi được bằng chứng. Giải phóng dung lượng đĩa ngay.',
    en: 'It takes no new requests, since no evidence can be written. Free space on its disk now.',
  },
  'log-tampered': {
    vi: 'Giữ nguyên máy chủ, không xóa gì; chạy “ndc evidence verify” và báo bộ phận an toàn thông tin.',
    en: 'Leave the machine as it is; run “ndc evidence verify” and tell the security team.',
  },
  'peer-refused': {
    vi: 'Một cổng khác gửi thông điệp không hợp lệ. Liên hệ đơn vị ghi trong chi tiết; nếu lặp lại, báo trung tâm.',
    en: 'Another gateway sent what is not valid. Speak to the one named in the detail; if it goes on, tell the center.',
  },
}

export function adviceFor(kind: string): Words {
  return (
    advice[kind] ?? {
      vi: 'Xem nhật ký của cổng và liên hệ người vận hành trung tâm.',
      en: 'Look at the log of the gateway, and speak to the operator of the center.',
    }
  )
}
