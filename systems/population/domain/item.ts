import type { Words } from '#kernel/words'

/**
 * The 26 items of the national population database (Law 26/2023 on identification, art. 9, as
 * reported), with the words under which people see them.
 */
export type ItemEntry = { readonly number: number; readonly code: string; readonly words: Words }

const table: readonly [code: string, vi: string, en: string][] = [
  ['name', 'Họ, chữ đệm và tên khai sinh', 'Surname, middle and given name'],
  ['otherName', 'Tên gọi khác', 'Other name'],
  ['number', 'Số định danh cá nhân', 'Personal identification number'],
  ['birthOn', 'Ngày, tháng, năm sinh', 'Date of birth'],
  ['sex', 'Giới tính', 'Sex'],
  ['birthplace', 'Nơi sinh', 'Place of birth'],
  ['registrationPlace', 'Nơi đăng ký khai sinh', 'Place of birth registration'],
  ['origin', 'Quê quán', 'Place of origin'],
  ['ethnicity', 'Dân tộc', 'Ethnic group'],
  ['religion', 'Tôn giáo', 'Religion'],
  ['nationality', 'Quốc tịch', 'Nationality'],
  ['bloodGroup', 'Nhóm máu', 'Blood group'],
  ['oldNumber', 'Số chứng minh nhân dân 9 số', 'Old nine-digit identity card number'],
  ['cards', 'Thẻ căn cước đã cấp', 'Identity cards issued'],
  [
    'relatives',
    'Cha, mẹ, vợ, chồng, con, người đại diện',
    'Parents, spouse, children, representatives',
  ],
  ['permanentResidence', 'Nơi thường trú', 'Permanent residence'],
  ['temporaryResidence', 'Nơi tạm trú', 'Temporary residence'],
  ['absence', 'Tình trạng khai báo tạm vắng', 'Declared temporary absence'],
  ['currentResidence', 'Nơi ở hiện tại', 'Current residence'],
  ['residenceFile', 'Số hồ sơ cư trú', 'Residence file number'],
  ['maritalStatus', 'Tình trạng hôn nhân', 'Marital status'],
  ['relationToHead', 'Quan hệ với chủ hộ', 'Relation to the head of household'],
  ['household', 'Chủ hộ và thành viên hộ gia đình', 'Head and members of the household'],
  ['death', 'Ngày chết hoặc mất tích', 'Date of death or disappearance'],
  ['phone', 'Số thuê bao di động', 'Mobile phone number'],
  ['email', 'Địa chỉ thư điện tử', 'E-mail address'],
]

export const items: readonly ItemEntry[] = table.map(([code, vi, en], at) => ({
  number: at + 1,
  code,
  words: { vi, en },
}))
