import type { Words } from '#kernel/words'

export const sexWords: Record<'male' | 'female', Words> = {
  male: { vi: 'Nam', en: 'Male' },
  female: { vi: 'Nữ', en: 'Female' },
}

export const maritalWords: Record<'single' | 'married' | 'divorced' | 'widowed', Words> = {
  single: { vi: 'Chưa kết hôn', en: 'Single' },
  married: { vi: 'Đang có vợ/chồng', en: 'Married' },
  divorced: { vi: 'Đã ly hôn', en: 'Divorced' },
  widowed: { vi: 'Góa', en: 'Widowed' },
}

export const roleWords: Record<'father' | 'mother' | 'spouse' | 'child', Words> = {
  father: { vi: 'Cha', en: 'Father' },
  mother: { vi: 'Mẹ', en: 'Mother' },
  spouse: { vi: 'Vợ/chồng', en: 'Spouse' },
  child: { vi: 'Con', en: 'Child' },
}

const relations: Record<string, Words> = {
  head: { vi: 'Chủ hộ', en: 'Head' },
  spouse: { vi: 'Vợ/chồng', en: 'Spouse' },
  child: { vi: 'Con', en: 'Child' },
  parent: { vi: 'Cha/mẹ', en: 'Parent' },
  grandparent: { vi: 'Ông/bà', en: 'Grandparent' },
  grandchild: { vi: 'Cháu', en: 'Grandchild' },
  'child-in-law': { vi: 'Con dâu/rể', en: 'Son- or daughter-in-law' },
  sibling: { vi: 'Anh/chị/em', en: 'Sibling' },
  other: { vi: 'Khác', en: 'Other' },
}

export function relationWords(code: string): Words {
  return relations[code] ?? { vi: code, en: code }
}

const religions: Record<string, Words> = {
  none: { vi: 'Không', en: 'None' },
  buddhism: { vi: 'Phật giáo', en: 'Buddhism' },
  catholicism: { vi: 'Công giáo', en: 'Catholicism' },
  protestantism: { vi: 'Tin lành', en: 'Protestantism' },
  caodaism: { vi: 'Cao Đài', en: 'Caodaism' },
  hoahao: { vi: 'Phật giáo Hòa Hảo', en: 'Hòa Hảo Buddhism' },
  islam: { vi: 'Hồi giáo', en: 'Islam' },
  other: { vi: 'Khác', en: 'Other' },
}

export function religionWords(code: string): Words {
  return religions[code] ?? { vi: code, en: code }
}

export const eventWords: Record<string, Words> = {
  birth: { vi: 'Khai sinh', en: 'Birth' },
  death: { vi: 'Khai tử', en: 'Death' },
  move: { vi: 'Chuyển nơi cư trú', en: 'Move' },
  marriage: { vi: 'Kết hôn', en: 'Marriage' },
  divorce: { vi: 'Ly hôn', en: 'Divorce' },
  correction: { vi: 'Cải chính', en: 'Correction' },
}

export const itemWords: Record<string, Words> = {
  all: { vi: 'toàn bộ thông tin', en: 'the whole record' },
  history: { vi: 'lịch sử thay đổi', en: 'the history' },
  name: { vi: 'họ tên', en: 'name' },
  fullName: { vi: 'họ tên', en: 'name' },
  birthOn: { vi: 'ngày sinh', en: 'date of birth' },
  birthYear: { vi: 'năm sinh', en: 'year of birth' },
  otherName: { vi: 'tên gọi khác', en: 'other name' },
  birthplace: { vi: 'nơi sinh', en: 'place of birth' },
  origin: { vi: 'quê quán', en: 'place of origin' },
  religion: { vi: 'tôn giáo', en: 'religion' },
  bloodGroup: { vi: 'nhóm máu', en: 'blood group' },
  absence: { vi: 'tạm vắng', en: 'temporary absence' },
  missingOn: { vi: 'ngày mất tích', en: 'date of disappearance' },
  sex: { vi: 'giới tính', en: 'sex' },
  ethnicity: { vi: 'dân tộc', en: 'ethnic group' },
  nationality: { vi: 'quốc tịch', en: 'nationality' },
  currentResidence: { vi: 'nơi ở hiện tại', en: 'current residence' },
  permanentResidence: { vi: 'nơi thường trú', en: 'permanent residence' },
  temporaryResidence: { vi: 'nơi tạm trú', en: 'temporary residence' },
  currentCommune: { vi: 'xã/phường nơi ở', en: 'commune of residence' },
  permanentCommune: { vi: 'xã/phường thường trú', en: 'commune of permanent residence' },
  maritalStatus: { vi: 'tình trạng hôn nhân', en: 'marital status' },
  relatives: { vi: 'quan hệ gia đình', en: 'family' },
  household: { vi: 'hộ gia đình', en: 'household' },
  householdId: { vi: 'hộ gia đình', en: 'household' },
  relationToHead: { vi: 'quan hệ với chủ hộ', en: 'relation to the head' },
  number: { vi: 'số định danh', en: 'personal number' },
  oldNumber: { vi: 'số CMND cũ', en: 'old number' },
  cardIssuedOn: { vi: 'ngày cấp thẻ', en: 'date of card issue' },
  cards: { vi: 'thẻ căn cước', en: 'identity cards' },
  phone: { vi: 'điện thoại', en: 'phone' },
  email: { vi: 'thư điện tử', en: 'e-mail' },
  birth: { vi: 'khai sinh', en: 'birth' },
  diedOn: { vi: 'ngày mất', en: 'date of death' },
  alive: { vi: 'còn sống', en: 'being alive' },
  adult: { vi: 'đủ 18 tuổi', en: 'being of age' },
  chainVote: { vi: 'biểu quyết trên chuỗi khối', en: 'a vote on the blockchain' },
}

export const outcomeWords: Record<string, Words> = {
  read: { vi: 'đã xem', en: 'read' },
  changed: { vi: 'đã thay đổi', en: 'changed' },
  matched: { vi: 'đã đối chiếu, khớp', en: 'checked, matched' },
  'not-matched': { vi: 'đã đối chiếu, không khớp', en: 'checked, did not match' },
  refused: { vi: 'bị từ chối', en: 'refused' },
}
