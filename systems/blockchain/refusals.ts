import { decodeErrorResult, type Hex } from 'viem'
import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'
import { ChainRefusal } from './chain-client.ts'
import { governanceAbi } from './contracts/abi.ts'

/** What Governance refuses, as people are told. */
const sentences: Record<string, Words> = {
  AccountTaken: {
    vi: 'Tài khoản này đã thuộc về một thành viên khác.',
    en: 'This account belongs to another member.',
  },
  AlreadyVoted: {
    vi: 'Thành viên này đã bỏ phiếu; phiếu đã bỏ không đổi được.',
    en: 'This member has voted; a vote is not taken back.',
  },
  BadName: {
    vi: 'Tên thành viên phải có từ 1 đến 200 byte.',
    en: 'A member’s name has 1 to 200 bytes.',
  },
  BadTerm: {
    vi: 'Thời hạn biểu quyết từ 1 đến 30 ngày.',
    en: 'A vote lasts 1 to 30 days.',
  },
  BadValidator: {
    vi: 'Khóa hoặc trọng số của nút xác thực không hợp lệ, hoặc khóa yếu đến mức ai cũng ký thay được.',
    en: 'The key or the power of the validator is not valid, or anybody could sign for such a key.',
  },
  ConsentExpired: {
    vi: 'Chữ ký đồng ý của chủ tài khoản đã hết hạn. Hãy xin chữ ký mới.',
    en: 'The consent that the account signed has expired. Ask for a new one.',
  },
  GasTooLow: {
    vi: 'Hạn mức phải từ 5.000.000 gas một ngày: ít hơn thì thành viên không bỏ phiếu được.',
    en: 'A quota is at least 5,000,000 gas a day: with less, a member cannot vote.',
  },
  HasValidators: {
    vi: 'Thành viên còn nút xác thực; hãy bớt các nút đó trước.',
    en: 'The member still runs validators; remove those first.',
  },
  LastSeat: {
    vi: 'Mạng phải luôn còn ít nhất một thành viên có quyền biểu quyết.',
    en: 'The network must keep at least one member that votes.',
  },
  LastValidator: {
    vi: 'Mạng phải luôn còn ít nhất một nút xác thực.',
    en: 'The network must keep at least one validator.',
  },
  NoConsent: {
    vi: 'Chủ tài khoản chưa ký đồng ý tham gia thành viên này.',
    en: 'The account has not signed that it wants to belong to this member.',
  },
  NoRight: {
    vi: 'Tài khoản này không có quyền biểu quyết thay cho thành viên, hoặc thành viên đang bị đình chỉ.',
    en: 'This account may not vote for a member, or the member is suspended.',
  },
  NoSeat: {
    vi: 'Thành viên này không có quyền biểu quyết.',
    en: 'This member has no vote.',
  },
  NoSuchMember: {
    vi: 'Không có thành viên này, hoặc thành viên đã rời mạng.',
    en: 'There is no such member, or it has left.',
  },
  NoSuchProposal: { vi: 'Không có đề nghị này.', en: 'There is no such proposal.' },
  NoSuchValidator: {
    vi: 'Không có nút xác thực nào mang khóa này.',
    en: 'No validator has this key.',
  },
  NotActive: {
    vi: 'Thành viên không ở trạng thái cho phép việc này.',
    en: 'The member is not in a standing that allows this.',
  },
  NotProposer: {
    vi: 'Chỉ thành viên đã đề nghị mới được rút đề nghị.',
    en: 'Only the member that proposed may withdraw a proposal.',
  },
  NotYetPassed: {
    vi: 'Đề nghị chưa đủ phiếu thuận.',
    en: 'The proposal has not enough votes in favour yet.',
  },
  ProposalClosed: {
    vi: 'Đề nghị đã được thi hành hoặc đã rút.',
    en: 'The proposal was carried out or withdrawn.',
  },
  ProposalExpired: {
    vi: 'Đề nghị đã hết hạn biểu quyết.',
    en: 'The time for voting on it is over.',
  },
  TooLong: {
    vi: 'Lý do dài quá 1.000 byte.',
    en: 'The reason is longer than 1,000 bytes.',
  },
  TooMuchPower: {
    vi: 'Mỗi khối chỉ được thay đổi nhiều nhất một phần ba tổng trọng số, để người đang tin danh sách cũ còn kiểm tra được danh sách mới. Hãy đổi từng bước qua nhiều lần biểu quyết.',
    en: 'At most a third of the power may change in a block, so that whoever trusts the old set can check the new one. Change it in steps, by several votes.',
  },
  ZeroAddress: {
    vi: 'Địa chỉ tài khoản không được toàn số 0.',
    en: 'The address of an account cannot be zero.',
  },
}

const otherwise: Words = {
  vi: 'Chuỗi khối không nhận việc này. Hãy tải lại trang để xem tình hình mới nhất rồi thử lại.',
  en: 'The chain does not accept this. Load the page again to see how things stand, and try once more.',
}

/** A refusal of Governance as a problem that says what to do; anything else as it is. */
export function governanceRefusal(error: unknown): unknown {
  if (!(error instanceof ChainRefusal) || typeof error.data !== 'string') return error
  const problem = new Problem(
    409,
    'blockchain.governance-refused',
    sentences[errorName(error.data as Hex)] ?? otherwise,
  )
  problem.cause = error
  return problem
}

function errorName(data: Hex): string {
  try {
    return decodeErrorResult({ abi: governanceAbi, data }).errorName
  } catch {
    return '' // the refusal of another contract that was called
  }
}
