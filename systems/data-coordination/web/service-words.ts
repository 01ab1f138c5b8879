import type { Words } from '#kernel/words'
import type { ServiceView } from '../contract-catalogue.ts'

export const layerWords: Record<ServiceView['layer'], Words> = {
  national: { vi: 'Quốc gia', en: 'National' },
  ministry: { vi: 'Bộ, ngành', en: 'Ministry' },
  province: { vi: 'Địa phương', en: 'Province' },
}

export const kindWords: Record<ServiceView['kind'], Words> = {
  rest: { vi: 'Hỏi và trả lời', en: 'Asked and answered' },
  feed: { vi: 'Dòng sự kiện', en: 'Feed of events' },
  files: { vi: 'Tệp theo lô', en: 'Files in batches' },
}

type Class = { words: Words; means: Words; color: string }

export const dataClasses: Record<ServiceView['dataClass'], Class> = {
  open: {
    words: { vi: 'Dữ liệu mở', en: 'Open' },
    means: { vi: 'Ai cũng được dùng.', en: 'Anyone may use it.' },
    color: 'jade',
  },
  'shared-default': {
    words: { vi: 'Chia sẻ mặc định', en: 'Shared by default' },
    means: {
      vi: 'Mọi cơ quan nhà nước được dùng khi có mục đích.',
      en: 'Any agency may use it for a purpose.',
    },
    color: 'jade',
  },
  'shared-specific': {
    words: { vi: 'Chia sẻ theo yêu cầu', en: 'Shared on request' },
    means: {
      vi: 'Cơ quan chủ quản xét từng yêu cầu.',
      en: 'Its owner decides on each request.',
    },
    color: 'gold',
  },
  personal: {
    words: { vi: 'Dữ liệu cá nhân', en: 'Personal' },
    means: {
      vi: 'Mỗi lượt dùng được báo cho người đó biết.',
      en: 'The person is told of every use.',
    },
    color: 'gold',
  },
  sensitive: {
    words: { vi: 'Cá nhân nhạy cảm', en: 'Sensitive' },
    means: {
      vi: 'Chỉ dùng khi luật cho phép hoặc người đó đồng ý; mỗi lượt dùng được báo cho họ.',
      en: 'Only where the law or the person allows it; they are told of every use.',
    },
    color: 'lacquer',
  },
}

export const serviceStates: Record<ServiceView['state'], { words: Words; color: string }> = {
  active: { words: { vi: 'Đang cung cấp', en: 'In service' }, color: 'jade' },
  deprecated: { words: { vi: 'Sắp ngừng', en: 'Ends soon' }, color: 'gold' },
  withdrawn: { words: { vi: 'Đã ngừng', en: 'Withdrawn' }, color: 'gray' },
}

/** Where the personal number stands in a request, in words. */
export function subjectWords(subject: ServiceView['subject']): Words {
  if (!subject) {
    return {
      vi: 'Không hỏi về một người cụ thể',
      en: 'It is not asked about one person',
    }
  }
  if (subject.in === 'path') {
    const at = subject.segment + 1
    return {
      vi: `Số định danh ở đoạn thứ ${at} của đường dẫn`,
      en: `The personal number is segment ${at} of the path`,
    }
  }
  const name = subject.in === 'query' ? subject.name : subject.pointer
  return subject.in === 'query'
    ? {
        vi: `Số định danh ở tham số “${name}”`,
        en: `The personal number is the parameter “${name}”`,
      }
    : {
        vi: `Số định danh ở “${name}” trong nội dung`,
        en: `The personal number is “${name}” of the body`,
      }
}
