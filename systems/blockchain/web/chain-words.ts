/** What the system contracts' functions, events and fields are called by people. */
import type { Words } from '#kernel/words'

const calls: Record<string, Words> = {
  append: { vi: 'Neo gốc của một sổ', en: 'Anchor the root of a log' },
  open: { vi: 'Mở sổ neo giữ', en: 'Open a log' },
  propose: { vi: 'Đưa ra biểu quyết', en: 'Put to the vote' },
  vote: { vi: 'Bỏ phiếu', en: 'Vote' },
  execute: { vi: 'Thi hành kết quả biểu quyết', en: 'Carry out a vote' },
  withdraw: { vi: 'Rút đề nghị', en: 'Withdraw a proposal' },
  addAccount: { vi: 'Thêm tài khoản', en: 'Add an account' },
  putAccount: { vi: 'Đổi quyền của tài khoản', en: 'Change an account' },
  removeAccount: { vi: 'Gỡ tài khoản', en: 'Remove an account' },
  admitMember: { vi: 'Kết nạp thành viên', en: 'Admit a member' },
  suspendMember: { vi: 'Đình chỉ thành viên', en: 'Suspend a member' },
  restoreMember: { vi: 'Cho thành viên hoạt động lại', en: 'Restore a member' },
  removeMember: { vi: 'Đưa thành viên ra khỏi mạng', en: 'Remove a member' },
  setSeat: { vi: 'Đổi quyền biểu quyết', en: 'Change a seat' },
  setGasPerDay: { vi: 'Đổi hạn mức mỗi ngày', en: 'Change a daily quota' },
  setDeployment: { vi: 'Đổi quyền triển khai hợp đồng', en: 'Change the right to deploy' },
  setValidator: { vi: 'Thêm, đổi hoặc bớt nút xác thực', en: 'Change a validator' },
  setSystemContract: { vi: 'Chỉ định hợp đồng hệ thống', en: 'Name a system contract' },
  register: { vi: 'Đăng ký', en: 'Register' },
  publish: { vi: 'Công bố', en: 'Publish' },
  revoke: { vi: 'Thu hồi', en: 'Revoke' },
  deactivate: { vi: 'Ngừng sử dụng', en: 'Deactivate' },
}

const events: Record<string, Words> = {
  Appended: { vi: 'Gốc của sổ đã được neo', en: 'Root anchored' },
  Proposed: { vi: 'Đề nghị được đưa ra', en: 'Proposed' },
  Voted: { vi: 'Đã bỏ phiếu', en: 'Voted' },
  Executed: { vi: 'Biểu quyết được thi hành', en: 'Vote carried out' },
  Withdrawn: { vi: 'Đề nghị được rút', en: 'Withdrawn' },
  MemberAdmitted: { vi: 'Thành viên được kết nạp', en: 'Member admitted' },
  MemberStanding: { vi: 'Tư cách thành viên thay đổi', en: 'Standing changed' },
  MemberSeat: { vi: 'Quyền biểu quyết thay đổi', en: 'Seat changed' },
  MemberGasPerDay: { vi: 'Hạn mức thay đổi', en: 'Quota changed' },
  MemberDeployment: { vi: 'Quyền triển khai thay đổi', en: 'Right to deploy changed' },
  AccountChanged: { vi: 'Tài khoản thay đổi', en: 'Account changed' },
  ValidatorChanged: { vi: 'Nút xác thực thay đổi', en: 'Validator changed' },
  ValidatorMember: { vi: 'Nút xác thực thuộc thành viên', en: 'Validator of a member' },
}

const fields: Record<string, Words> = {
  proposal: { vi: 'Đề nghị số', en: 'Proposal' },
  proposer: { vi: 'Thành viên đề nghị', en: 'Proposing member' },
  member: { vi: 'Thành viên số', en: 'Member' },
  name: { vi: 'Tên', en: 'Name' },
  gasPerDay: { vi: 'Gas mỗi ngày', en: 'Gas a day' },
  mayDeploy: { vi: 'Được triển khai hợp đồng', en: 'May deploy contracts' },
  seated: { vi: 'Có quyền biểu quyết', en: 'Votes' },
  account: { vi: 'Tài khoản', en: 'Account' },
  rights: { vi: 'Quyền (mã)', en: 'Rights (code)' },
  target: { vi: 'Hợp đồng được gọi', en: 'Contract called' },
  data: { vi: 'Lời gọi', en: 'Call' },
  reason: { vi: 'Lý do', en: 'Reason' },
  term: { vi: 'Thời hạn (giây)', en: 'Term (seconds)' },
  expiresAt: { vi: 'Hết hạn', en: 'Expires' },
  inFavour: { vi: 'Tán thành', en: 'In favour' },
  power: { vi: 'Trọng số', en: 'Power' },
  ed25519Key: { vi: 'Khóa ký khối', en: 'Key that signs blocks' },
  log: { vi: 'Sổ', en: 'Log' },
  treeSize: { vi: 'Số bản ghi', en: 'Records' },
  root: { vi: 'Gốc', en: 'Root' },
}

const named = (list: Record<string, Words>, name: string): Words =>
  Object.hasOwn(list, name) && list[name] ? list[name] : { vi: name, en: name }

/** The contracts that came with the chain: the words above are theirs alone. */
const isOfSystem = (address: string): boolean => /^0x0{36}700[1-7]$/.test(address)

/** Of a function with its types, as `vote(uint256,bool)`, of the contract at an address. */
export const wordsOfCall = (call: string, address: string): Words =>
  named(isOfSystem(address) ? calls : {}, call.replace(/\(.*/s, ''))
export const wordsOfEvent = (event: string, address: string): Words =>
  named(isOfSystem(address) ? events : {}, event)
export const wordsOfField = (field: string): Words => named(fields, field)
