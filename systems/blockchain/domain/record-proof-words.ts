import type { Words } from '#kernel/words'

/** What the steps of a check say, in the order in which they are done. */
export const checks = {
  form: {
    good: {
      vi: 'Tệp đúng khuôn dạng bằng chứng neo giữ.',
      en: 'The file has the form of a proof of anchoring.',
    },
    bad: {
      vi: 'Tệp không phải là bằng chứng neo giữ, hoặc đã hỏng.',
      en: 'The file is no proof of anchoring, or it is damaged.',
    },
  },
  content: {
    good: {
      vi: 'Bằng chứng được lập cho đúng nội dung này.',
      en: 'The proof was made for this very content.',
    },
    bad: {
      vi: 'Bằng chứng được lập cho nội dung khác, hoặc nội dung đã bị sửa.',
      en: 'The proof was made for another content, or the content was changed.',
    },
  },
  unlinked: {
    good: {
      vi: 'Bằng chứng gắn được với nội dung.',
      en: 'The proof can be linked to a content.',
    },
    bad: {
      vi: 'Không còn gắn được bằng chứng này với nội dung nào: mối liên hệ đã được xóa theo yêu cầu.',
      en: 'This proof can no longer be linked to any content: the link was erased.',
    },
  },
  tree: {
    good: {
      vi: 'Bản ghi nằm trong cây Merkle của sổ, đúng vị trí đã nêu.',
      en: 'The record stands in the tree of its log, at the place that is told.',
    },
    bad: {
      vi: 'Bản ghi không nằm trong cây Merkle của sổ.',
      en: 'The record does not stand in the tree of the log.',
    },
  },
  state: {
    good: {
      vi: 'Gốc của cây được ghi trong trạng thái của chuỗi khối.',
      en: 'The root of the tree stands in the state of the chain.',
    },
    bad: {
      vi: 'Trạng thái của chuỗi khối không chứa gốc này.',
      en: 'The state of the chain does not hold this root.',
    },
  },
  owner: {
    good: {
      vi: 'Sổ thuộc đúng chủ sổ mà quý vị tin cậy.',
      en: 'The log belongs to the owner that you trust.',
    },
    bad: {
      vi: 'Sổ này không thuộc chủ sổ mà quý vị tin cậy. Ai cũng mở được một sổ mang tên này trên một chuỗi, nên bằng chứng không có giá trị.',
      en: 'This log does not belong to the owner that you trust. Anybody can open a log of this name on a chain, so the proof is worth nothing.',
    },
  },
  block: {
    good: {
      vi: 'Tiêu đề khối do các nút xác thực mà quý vị tin cậy ký.',
      en: 'The header is signed by the validators that you trust.',
    },
    bad: {
      vi: 'Tiêu đề khối không do đủ các nút xác thực mà quý vị tin cậy ký.',
      en: 'The header is not signed by enough of the validators that you trust.',
    },
  },
} as const satisfies Record<string, { good: Words; bad: Words }>

export type Check = keyof typeof checks
