import type { Words } from '#kernel/words'

/** What a gateway worries about, for the people who look after it. */
export const alarmWords: Readonly<Record<string, Words>> = {
  'center-away': { vi: 'Không liên lạc được với trung tâm', en: 'The center does not answer' },
  'configuration-ending': { vi: 'Cấu hình sắp hết hạn', en: 'The configuration is about to end' },
  'certificate-ending': { vi: 'Chứng thư sắp hết hạn', en: 'A certificate is about to end' },
  'clock-skewed': { vi: 'Đồng hồ bị lệch', en: 'The clock is wrong' },
  'time-stamps-late': { vi: 'Chưa đóng được dấu thời gian', en: 'Time-stamps are late' },
  'configuration-refused': {
    vi: 'Cấu hình nhận được không hợp lệ',
    en: 'A configuration was not acceptable',
  },
  'reports-late': {
    vi: 'Chưa báo được việc sử dụng dữ liệu',
    en: 'Uses of data could not be reported',
  },
  'store-full': { vi: 'Kho lưu trữ đầy', en: 'The store is full' },
  'log-tampered': { vi: 'Nhật ký bị sửa đổi', en: 'The message log was tampered with' },
  'peer-refused': { vi: 'Cổng đối tác bị từ chối', en: 'A peer was refused' },
}
