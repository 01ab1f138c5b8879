import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'

/** Nothing of this kind stands in the registry under this id. */
export function unknown(what: keyof typeof nouns): Problem {
  const { vi, en } = nouns[what]
  return new Problem(404, `data-coordination.${what}-unknown`, {
    vi: `Không có ${vi} này trong sổ đăng ký.`,
    en: `There is no such ${en} in the registry.`,
  })
}

const nouns = {
  member: { vi: 'thành viên', en: 'member' },
  subsystem: { vi: 'hệ thống thành phần', en: 'subsystem' },
  gateway: { vi: 'cổng kết nối', en: 'gateway' },
  certificate: { vi: 'chứng thư', en: 'certificate' },
  service: { vi: 'dịch vụ dữ liệu', en: 'data service' },
  request: { vi: 'yêu cầu truy cập', en: 'access request' },
  grant: { vi: 'quyền truy cập', en: 'grant' },
  composite: { vi: 'câu hỏi gộp', en: 'composite' },
  consent: { vi: 'sự đồng ý', en: 'consent' },
} as const satisfies Record<string, Words>

/** There is, or was, one with this code: codes are never given twice. */
export function taken(code: string): Problem {
  return new Problem(409, 'data-coordination.code-taken', {
    vi: `Mã "${code}" đã được dùng; mã không được cấp lại lần thứ hai.`,
    en: `The code "${code}" is or was in use; codes are never given twice.`,
  })
}

export function notYours(): Problem {
  return new Problem(403, 'data-coordination.member-not-yours', {
    vi: 'Việc này thuộc về cơ quan khác; hãy liên hệ người quản trị dữ liệu của cơ quan đó.',
    en: 'This belongs to another agency; please ask the data steward of that agency.',
  })
}

/** What hangs on it must be taken away first. */
export function stillInUse(): Problem {
  return new Problem(409, 'data-coordination.still-in-use', {
    vi: 'Vẫn còn cổng kết nối, dịch vụ hoặc quyền truy cập đang dùng; hãy gỡ bỏ chúng trước.',
    en: 'Gateways, services or grants still hang on it; please remove those first.',
  })
}

/** It has gone on since: this step cannot be taken any more, or not yet. */
export function wrongState(state: string): Problem {
  return new Problem(409, 'data-coordination.state-wrong', {
    vi: `Không thực hiện được ở trạng thái hiện tại (${state}); hãy tải lại trang để xem.`,
    en: `This cannot be done in the present state (${state}); please reload to see it.`,
  })
}

export function malformed(words: Words): Problem {
  return new Problem(422, 'data-coordination.entry-malformed', words)
}
