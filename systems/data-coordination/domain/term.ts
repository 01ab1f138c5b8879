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

export const termCodeForm = /^[a-z][a-z0-9-]{0,40}\.[a-z][a-z0-9-]{0,60}$/

const table = `
person.number | Số định danh cá nhân | Personal number | text | - | [0-9]{12} | so dinh danh, cccd, so cccd, so dinh danh ca nhan, personal number, ma dinh danh, so can cuoc
person.old-number | Số chứng minh nhân dân | Old identity card number | text | - | [0-9]{9} | cmnd, so cmnd, chung minh nhan dan
person.full-name | Họ, chữ đệm và tên | Full name | text | - | - | ho ten, ho va ten, ho chu dem va ten, full name, ten day du, hoten
person.surname | Họ | Surname | text | - | - | ho, surname
person.middle-name | Chữ đệm | Middle name | text | - | - | dem, chu dem, ten dem, middle name
person.given-name | Tên | Given name | text | - | - | ten, given name
person.birth-date | Ngày sinh | Date of birth | date | - | - | ngay sinh, ngay thang nam sinh, birth date, birth on, ngaysinh, nam sinh, date of birth
person.sex | Giới tính | Sex | code | sex | - | gioi tinh, sex, gioitinh, phai
person.ethnicity | Dân tộc | Ethnic group | code | ethnicity | - | dan toc, ethnicity
person.nationality | Quốc tịch | Nationality | text | - | [A-Z]{3} | quoc tich, nationality
person.death-date | Ngày mất | Date of death | date | - | - | ngay mat, ngay chet, death date, died on
person.marital-status | Tình trạng hôn nhân | Marital status | code | marital-status | - | tinh trang hon nhan, hon nhan, marital status
person.address | Nơi cư trú | Address | text | - | - | dia chi, noi cu tru, thuong tru, noi thuong tru, address, diachi
person.phone | Số điện thoại | Telephone | text | - | \\+?[0-9]{9,14} | dien thoai, so dien thoai, phone, sdt
person.email | Thư điện tử | E-mail | text | - | [^@ ]+@[^@ ]+ | email, thu dien tu
place.province | Tỉnh, thành phố | Province | code | province | - | tinh, thanh pho, tinh thanh pho, ma tinh, province
place.commune | Mã xã, phường | Commune code | text | - | [0-9]{5} | xa, phuong, ma xa, xa phuong, commune, commune code
document.number | Số giấy tờ | Document number | text | - | - | so giay to, so hieu, so the, so giay, document number
document.type | Loại giấy tờ | Document type | code | document-type | - | loai giay to, document type
document.issue-date | Ngày cấp | Date of issue | date | - | - | ngay cap, issued on, issue date, ngaycap
document.expiry-date | Ngày hết hạn | Date of expiry | date | - | - | ngay het han, gia tri den, expires on, expiry date
document.issuer | Cơ quan cấp | Issuer | text | - | - | noi cap, co quan cap, issuer
marriage.registration-date | Ngày đăng ký kết hôn | Date of marriage registration | date | - | - | ngay ket hon, ngay dang ky ket hon, married on
insurance.number | Mã số bảo hiểm xã hội | Social insurance number | text | - | [0-9]{10} | ma so bhxh, so bhxh, so bao hiem, insurance number
insurance.card-number | Số thẻ bảo hiểm y tế | Health insurance card number | text | - | [A-Z]{2}[0-9]{13} | so the bhyt, the bhyt, ma the
licence.number | Số giấy phép lái xe | Driving licence number | text | - | [0-9]{12} | so gplx, giay phep lai xe, licence number
licence.class | Hạng giấy phép lái xe | Driving licence class | text | - | - | hang, hang gplx, licence class
vehicle.plate | Biển số xe | Number plate | text | - | - | bien so, bien kiem soat, plate
vehicle.frame-number | Số khung | Frame number | text | - | - | so khung, vin, frame number
land.parcel | Thửa đất | Land parcel | text | - | - | thua dat, so thua, parcel
land.area | Diện tích (m²) | Area (m²) | decimal | - | - | dien tich, area
enterprise.code | Mã số doanh nghiệp | Enterprise code | text | - | [0-9]{10} | ma so doanh nghiep, mst, ma so thue, enterprise code, tax code
enterprise.name | Tên doanh nghiệp | Enterprise name | text | - | - | ten doanh nghiep, cong ty, enterprise name
money.amount | Số tiền (đồng) | Amount (dong) | integer | - | - | so tien, amount
record.changed-at | Thời điểm cập nhật | Changed at | text | - | - | ngay cap nhat, updated at, changed at, cap nhat luc
record.number | Số bản ghi | Record number | text | - | - | id, ma ho so, so ho so, stt, record number
`

/** The terms that a new dictionary begins with. */
export const firstTerms: readonly Term[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [code = '', vi = '', en = '', type, list, pattern, aliases = ''] = line.split(' | ')
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
