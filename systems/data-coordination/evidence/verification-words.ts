import type { Words } from '#kernel/words'

/** What the steps of a verification say, in the order in which they are done. */
export const checks = {
  container: {
    good: {
      vi: 'Tệp đúng khuôn dạng ASiC-E, đủ các phần, không có gì thừa.',
      en: 'The file has the form of ASiC-E, all its parts, and nothing more.',
    },
    bad: {
      vi: 'Tệp không phải là gói bằng chứng, hoặc đã bị sửa.',
      en: 'The file is no proof container, or it was changed.',
    },
  },
  manifest: {
    good: {
      vi: 'Giá trị băm của mọi phần đúng như bản kê.',
      en: 'The digests of all parts are as the manifest says.',
    },
    bad: {
      vi: 'Có phần khác với bản kê: tệp đã bị sửa.',
      en: 'A part differs from the manifest: the file was changed.',
    },
  },
  'manifest-stamp': {
    good: {
      vi: 'Dấu thời gian trên bản kê còn nguyên và do cơ quan tin cậy cấp.',
      en: 'The time-stamp over the manifest is whole, from an authority that is trusted.',
    },
    bad: {
      vi: 'Dấu thời gian trên bản kê không đúng hoặc không do cơ quan tin cậy cấp.',
      en: 'The time-stamp over the manifest is wrong, or of an authority that is not trusted.',
    },
  },
  record: {
    good: { vi: 'Bản ghi đọc được và đầy đủ.', en: 'The record can be read and is complete.' },
    bad: { vi: 'Bản ghi bị hỏng.', en: 'The record is damaged.' },
  },
  'request-signature': {
    good: {
      vi: 'Chữ ký của bên hỏi đúng với nội dung đã ký.',
      en: 'The signature of the side that asked fits what was signed.',
    },
    bad: {
      vi: 'Chữ ký của bên hỏi không đúng với nội dung.',
      en: 'The signature of the side that asked does not fit.',
    },
  },
  'request-signer': {
    good: {
      vi: 'Chứng thư của bên hỏi dẫn đến chứng thư gốc và có hiệu lực lúc đó.',
      en: 'The certificate of the side that asked leads to the root and was in force.',
    },
    bad: {
      vi: 'Chứng thư của bên hỏi không dẫn đến chứng thư gốc, hoặc không có hiệu lực lúc đó.',
      en: 'The certificate of the side that asked does not lead to the root, or was not in force.',
    },
  },
  'request-agrees': {
    good: {
      vi: 'Bản ghi nói đúng điều bên hỏi đã ký.',
      en: 'The record says what the side that asked signed.',
    },
    bad: {
      vi: 'Bản ghi nói khác với điều bên hỏi đã ký.',
      en: 'The record says something else than the side that asked signed.',
    },
  },
  'response-signature': {
    good: {
      vi: 'Chữ ký của bên trả lời đúng với nội dung đã ký.',
      en: 'The signature of the side that answered fits what was signed.',
    },
    bad: {
      vi: 'Chữ ký của bên trả lời không đúng với nội dung.',
      en: 'The signature of the side that answered does not fit.',
    },
  },
  'response-signer': {
    good: {
      vi: 'Chứng thư của bên trả lời dẫn đến chứng thư gốc và có hiệu lực lúc đó.',
      en: 'The certificate of the side that answered leads to the root and was in force.',
    },
    bad: {
      vi: 'Chứng thư của bên trả lời không dẫn đến chứng thư gốc, hoặc không có hiệu lực lúc đó.',
      en: 'The certificate of the side that answered does not lead to the root, or was not in force.',
    },
  },
  'response-agrees': {
    good: {
      vi: 'Câu trả lời gắn với đúng câu hỏi này.',
      en: 'The answer is bound to this very question.',
    },
    bad: {
      vi: 'Câu trả lời không gắn với câu hỏi này.',
      en: 'The answer is not bound to this question.',
    },
  },
  'request-body-signature': {
    good: {
      vi: 'Chữ ký của bên hỏi trên phần nội dung truyền dần đúng với nội dung đã ký.',
      en: 'The signature over the streamed body of the question fits what was signed.',
    },
    bad: {
      vi: 'Chữ ký của bên hỏi trên phần nội dung truyền dần không đúng.',
      en: 'The signature over the streamed body of the question does not fit.',
    },
  },
  'request-body-agrees': {
    good: {
      vi: 'Phần nội dung truyền dần gắn với đúng câu hỏi này.',
      en: 'The streamed body is bound to this very question.',
    },
    bad: {
      vi: 'Phần nội dung truyền dần không gắn với câu hỏi này.',
      en: 'The streamed body is not bound to this question.',
    },
  },
  'response-body-signature': {
    good: {
      vi: 'Chữ ký của bên trả lời trên phần nội dung truyền dần đúng với nội dung đã ký.',
      en: 'The signature over the streamed body of the answer fits what was signed.',
    },
    bad: {
      vi: 'Chữ ký của bên trả lời trên phần nội dung truyền dần không đúng.',
      en: 'The signature over the streamed body of the answer does not fit.',
    },
  },
  'response-body-agrees': {
    good: {
      vi: 'Phần nội dung truyền dần gắn với đúng câu trả lời này.',
      en: 'The streamed body is bound to this very answer.',
    },
    bad: {
      vi: 'Phần nội dung truyền dần không gắn với câu trả lời này.',
      en: 'The streamed body is not bound to this answer.',
    },
  },
  path: {
    good: {
      vi: 'Bản ghi nằm trong lô: đường Merkle dẫn đến gốc của lô.',
      en: 'The record is in its batch: the Merkle path leads to its root.',
    },
    bad: {
      vi: 'Bản ghi không nằm trong lô.',
      en: 'The record is not in the batch.',
    },
  },
  'batch-stamp': {
    good: {
      vi: 'Dấu thời gian trên lô còn nguyên và do cơ quan tin cậy cấp.',
      en: 'The time-stamp over the batch is whole, from an authority that is trusted.',
    },
    bad: {
      vi: 'Dấu thời gian trên lô không đúng hoặc không do cơ quan tin cậy cấp.',
      en: 'The time-stamp over the batch is wrong, or of an authority that is not trusted.',
    },
  },
} as const satisfies Record<string, { good: Words; bad: Words }>

export type Check = keyof typeof checks
