/**
 * Why an exchange was refused or failed, in X-Road's codes (Message Protocol for REST, 4.6): the
 * part before the last names who says so. Programs branch on the code; people read the words.
 */
import type { Words } from '#kernel/words'

type Said = { readonly status: number } & Words

/** The gateway that says so: of the one who asks, or of the one who is asked. */
export type Proxy = 'ClientProxy' | 'ServerProxy'

export const faults = {
  BadRequest: {
    status: 400,
    vi: 'Yêu cầu không đúng giao thức.',
    en: 'The request does not follow the protocol.',
  },
  HeadersTooLarge: {
    status: 431,
    vi: 'Phần tiêu đề của yêu cầu quá lớn.',
    en: 'The headers of the request are too large.',
  },
  SslAuthenticationFailed: {
    status: 401,
    vi: 'Chứng thư của hệ thống thông tin không được đăng ký cho phân hệ này.',
    en: 'The certificate of the information system is not registered for this subsystem.',
  },
  UnknownMember: {
    status: 404,
    vi: 'Không có thành viên hoặc phân hệ này.',
    en: 'There is no such member or subsystem.',
  },
  UnknownService: {
    status: 404,
    vi: 'Không có dịch vụ này.',
    en: 'There is no such service.',
  },
  ServiceDisabled: {
    status: 410,
    vi: 'Dịch vụ đã ngừng cung cấp.',
    en: 'The service is no longer offered.',
  },
  AccessDenied: {
    status: 403,
    vi: 'Không được phép dùng dịch vụ này.',
    en: 'The use of this service is not allowed.',
  },
  ConsentMissing: {
    status: 403,
    vi: 'Chưa có sự đồng ý của người có dữ liệu.',
    en: 'The person whose data it is has not consented.',
  },
  ConsentUnknown: {
    status: 503,
    vi: 'Chưa kiểm tra được sự đồng ý của người có dữ liệu.',
    en: 'Whether the person has consented cannot be found out at the moment.',
  },
  QuotaExceeded: {
    status: 429,
    vi: 'Đã hết hạn mức yêu cầu.',
    en: 'The quota of requests is used up.',
  },
  DuplicateMessageId: {
    status: 409,
    vi: 'Yêu cầu có mã này đã được nhận trước đó và không được thực hiện lại.',
    en: 'A request with this id was taken on before and is not carried out again.',
  },
  Replayed: {
    status: 409,
    vi: 'Thông điệp này đã được nhận trước đó.',
    en: 'This very message was received before.',
  },
  OutcomeUnknown: {
    status: 409,
    vi: 'Yêu cầu đã được nhận nhưng không rõ kết quả.',
    en: 'The request was taken on, but its outcome is not known.',
  },
  ClockSkew: {
    status: 400,
    vi: 'Đồng hồ của bên gửi lệch quá 60 giây.',
    en: "The sender's clock is off by more than 60 seconds.",
  },
  SignatureVerification: {
    status: 400,
    vi: 'Chữ ký hoặc nội dung thông điệp không đúng.',
    en: 'The signature or the content of the message is not right.',
  },
  CertValidation: {
    status: 403,
    vi: 'Chứng thư của cổng trao đổi không còn giá trị hoặc không được nhận biết.',
    en: 'The certificate of the gateway is not known or no longer good.',
  },
  OutdatedGlobalConf: {
    status: 503,
    vi: 'Cấu hình của cổng trao đổi đã quá hạn.',
    en: 'The configuration of the gateway has expired.',
  },
  NetworkError: {
    status: 503,
    vi: 'Không kết nối được với cổng trao đổi của bên cung cấp.',
    en: "The provider's gateway cannot be reached.",
  },
  NoAnswer: {
    status: 504,
    vi: 'Cổng trao đổi của bên cung cấp không trả lời; không rõ kết quả.',
    en: "The provider's gateway did not answer; the outcome is not known.",
  },
  LoggingFailed: {
    status: 503,
    vi: 'Không ghi được nhật ký thông điệp.',
    en: 'The message log cannot be written.',
  },
  Busy: {
    status: 503,
    vi: 'Cổng trao đổi đang quá tải.',
    en: 'The gateway has too much to do.',
  },
  'ServiceFailed.NetworkError': {
    status: 503,
    vi: 'Không kết nối được với hệ thống của bên cung cấp; yêu cầu chưa được gửi tới đó.',
    en: "The provider's system cannot be reached; the request did not get there.",
  },
  'ServiceFailed.Timeout': {
    status: 504,
    vi: 'Hệ thống của bên cung cấp không trả lời kịp; không rõ kết quả.',
    en: "The provider's system did not answer in time; the outcome is not known.",
  },
  'ServiceFailed.InvalidAnswer': {
    status: 502,
    vi: 'Không dùng được câu trả lời từ hệ thống của bên cung cấp.',
    en: "The answer of the provider's system cannot be used.",
  },
  InternalError: {
    status: 500,
    vi: 'Cổng trao đổi gặp lỗi.',
    en: 'The gateway failed.',
  },
} as const satisfies Record<string, Said>

export type FaultKind = keyof typeof faults

export class Fault extends Error {
  override name = 'Fault'
  readonly kind: FaultKind
  /** What exactly, for the one who has to mend it; never holds personal data. */
  readonly detail: string
  readonly status: number
  readonly retryAfterSeconds: number | undefined

  constructor(kind: FaultKind, detail = '', retryAfterSeconds?: number) {
    super(`${kind}: ${detail}`)
    this.kind = kind
    this.detail = detail
    this.status = faults[kind].status
    this.retryAfterSeconds = retryAfterSeconds
  }

  /** The code as the client is told: mistakes of its own stand under `Client`. */
  code(by: Proxy): string {
    const ofClient = this.kind === 'BadRequest' || this.kind === 'HeadersTooLarge'
    return ofClient ? `Client.${this.kind}` : `Server.${by}.${this.kind}`
  }

  /** The body of the error. */
  body(by: Proxy, language: keyof Words): string {
    const { detail, kind } = this
    return JSON.stringify({ type: this.code(by), message: faults[kind][language], detail })
  }
}
