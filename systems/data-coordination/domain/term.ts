import type { Words } from '#kernel/words'

/**
 * The common dictionary: what a field of any agency's data means, by one name for all. A mapping
 * leads the columns of a source to terms; the term gives the type, the code list and the form.
 */
export type Term = {
  /** `subject.noun`, as `person.birth-date`. */
  readonly code: string
  readonly title: Words
  readonly type: TermType
  /** For codes: the list whose codes may stand here. */
  readonly codeList: string | null
  /** The form of a valid value (regular expression over the whole text). */
  readonly pattern: string | null
  /** Does it belong to a living person? */
  readonly personal: boolean
  /** Names under which agencies keep it, without accents, for guessing. */
  readonly aliases: readonly string[]
}

export const termTypes = ['text', 'date', 'integer', 'decimal', 'boolean', 'code'] as const
export type TermType = (typeof termTypes)[number]

/** In threes: code, type, code list and form; words; names that agencies use. */
const table = `
person.number | text | - | [0-9]{12}
  Số định danh cá nhân | Personal number
  so dinh danh, cccd, so cccd, so dinh danh ca nhan, personal number, ma dinh danh, so can cuoc
person.old-number | text | - | [0-9]{9}
  Số chứng minh nhân dân | Old identity card number
  cmnd, so cmnd, chung minh nhan dan
person.full-name | text | - | -
  Họ, chữ đệm và tên | Full name
  ho ten, ho va ten, ho chu dem va ten, full name, ten day du, hoten
person.surname | text | - | -
  Họ | Surname
  ho, surname
person.middle-name | text | - | -
  Chữ đệm | Middle name
  dem, chu dem, ten dem, middle name
person.given-name | text | - | -
  Tên | Given name
  ten, given name
person.birth-date | date | - | -
  Ngày sinh | Date of birth
  ngay sinh, ngay thang nam sinh, birth date, birth on, ngaysinh, nam sinh, date of birth
person.sex | code | sex | -
  Giới tính | Sex
  gioi tinh, sex, gioitinh, phai
person.ethnicity | code | ethnicity | -
  Dân tộc | Ethnic group
  dan toc, ethnicity
person.nationality | text | - | [A-Z]{3}
  Quốc tịch | Nationality
  quoc tich, nationality
person.death-date | date | - | -
  Ngày mất | Date of death
  ngay mat, ngay chet, death date, died on
person.marital-status | code | marital-status | -
  Tình trạng hôn nhân | Marital status
  tinh trang hon nhan, hon nhan, marital status
person.address | text | - | -
  Nơi cư trú | Address
  dia chi, noi cu tru, thuong tru, noi thuong tru, address, diachi
person.phone | text | - | \\+?[0-9]{9,14}
  Số điện thoại | Telephone
  dien thoai, so dien thoai, phone, sdt
person.email | text | - | [^@ ]+@[^@ ]+
  Thư điện tử | E-mail
  email, thu dien tu
place.province | code | province | -
  Tỉnh, thành phố | Province
  tinh, thanh pho, tinh thanh pho, ma tinh, province
place.commune | text | - | [0-9]{5}
  Mã xã, phường | Commune code
  xa, phuong, ma xa, xa phuong, commune, commune code
document.number | text | - | -
  Số giấy tờ | Document number
  so giay to, so hieu, so the, so giay, document number
document.type | code | document-type | -
  Loại giấy tờ | Document type
  loai giay to, document type
document.issue-date | date | - | -
  Ngày cấp | Date of issue
  ngay cap, issued on, issue date, ngaycap
document.expiry-date | date | - | -
  Ngày hết hạn | Date of expiry
  ngay het han, gia tri den, expires on, expiry date
document.issuer | text | - | -
  Cơ quan cấp | Issuer
  noi cap, co quan cap, issuer
marriage.registration-date | date | - | -
  Ngày đăng ký kết hôn | Date of marriage registration
  ngay ket hon, ngay dang ky ket hon, married on
insurance.number | text | - | [0-9]{10}
  Mã số bảo hiểm xã hội | Social insurance number
  ma so bhxh, so bhxh, so bao hiem, insurance number
insurance.card-number | text | - | [A-Z]{2}[0-9]{13}
  Số thẻ bảo hiểm y tế | Health insurance card number
  so the bhyt, the bhyt, ma the
licence.number | text | - | [0-9]{12}
  Số giấy phép lái xe | Driving licence number
  so gplx, giay phep lai xe, licence number
licence.class | text | - | -
  Hạng giấy phép lái xe | Driving licence class
  hang, hang gplx, licence class
vehicle.plate | text | - | -
  Biển số xe | Number plate
  bien so, bien kiem soat, plate
vehicle.frame-number | text | - | -
  Số khung | Frame number
  so khung, vin, frame number
land.parcel | text | - | -
  Thửa đất | Land parcel
  thua dat, so thua, parcel
land.area | decimal | - | -
  Diện tích (m²) | Area (m²)
  dien tich, area
enterprise.code | text | - | [0-9]{10}
  Mã số doanh nghiệp | Enterprise code
  ma so doanh nghiep, mst, ma so thue, enterprise code, tax code
enterprise.name | text | - | -
  Tên doanh nghiệp | Enterprise name
  ten doanh nghiep, cong ty, enterprise name
money.amount | integer | - | -
  Số tiền (đồng) | Amount (dong)
  so tien, amount
record.changed-at | text | - | -
  Thời điểm cập nhật | Changed at
  ngay cap nhat, updated at, changed at, cap nhat luc
record.number | text | - | -
  Số bản ghi | Record number
  id, ma ho so, so ho so, stt, record number
`

/** The terms that a new dictionary begins with. */
export const firstTerms: readonly Term[] = table
  .trim()
  .split(/\n(?! )/)
  .map((entry) => {
    const [facts = '', words = '', aliases = ''] = entry.split('\n').map((it) => it.trim())
    const [code = '', type, list, pattern] = facts.split(' | ')
    const [vi = '', en = ''] = words.split(' | ')
    return {
      code,
      title: { vi, en },
      type: type as TermType,
      codeList: given(list),
      pattern: given(pattern),
      personal: /^(person|insurance|licence|vehicle|land|marriage|document)\./.test(code),
      aliases: aliases.split(', '),
    }
  })

function given(cell = '-'): string | null {
  return cell === '-' ? null : cell
}
