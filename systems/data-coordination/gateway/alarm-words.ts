import type { Words } from '#kernel/words'
import type { AlarmKind } from '../hot-path/signals.ts'

export const alarmWords: Readonly<Record<AlarmKind, Words>> = {
  'center-away': {
    vi: 'Không liên lạc được với trung tâm; trao đổi vẫn tiếp tục',
    en: 'The center cannot be reached; exchange goes on',
  },
  'configuration-ending': {
    vi: 'Cấu hình sắp hết hạn mà chưa có bản mới',
    en: 'The configuration ends and no newer one has come',
  },
  'configuration-refused': {
    vi: 'Trung tâm gửi cấu hình không thể chấp nhận',
    en: 'What came as a configuration cannot be accepted',
  },
  'certificate-ending': {
    vi: 'Chứng thư sắp hết hạn mà chưa được gia hạn',
    en: 'A certificate ends and was not renewed',
  },
  'clock-skewed': { vi: 'Đồng hồ của máy bị lệch', en: 'The clock of this machine is wrong' },
  'time-stamps-late': {
    vi: 'Nhật ký chờ dấu thời gian quá lâu',
    en: 'The log waits for time-stamps too long',
  },
  'reports-late': {
    vi: 'Quá nhiều lượt dùng dữ liệu chưa báo được cho trung tâm',
    en: 'Too many uses of data could not be reported to the center',
  },
  'store-full': { vi: 'Không ghi được nhật ký', en: 'The log cannot be written' },
  'log-tampered': {
    vi: 'Nhật ký thiếu bản ghi: có thể đã bị can thiệp',
    en: 'Records are missing from the log: somebody may have been at it',
  },
  'peer-refused': {
    vi: 'Cổng khác gửi thông điệp không hợp lệ',
    en: 'Another gateway sent a message that is not valid',
  },
}
