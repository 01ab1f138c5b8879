import type { CivilDate } from '#kernel/civil-date'
import { provinceOf, provinces } from './province.ts'

/**
 * The first three digits of a personal number: where the birth was registered (Circular
 * 07/2016/TT-BCA, annex 1; repeated by Circular 59/2021/TT-BCA). Sixty-three codes were in use
 * until 2025-06-30. Since then a new number takes "0" and the code of one of the 34 units; seven
 * of these codes bear another name than before, so a code is never read without its date.
 */
const until2025 = new Map(
  `
001 Hà Nội
002 Hà Giang
004 Cao Bằng
006 Bắc Kạn
008 Tuyên Quang
010 Lào Cai
011 Điện Biên
012 Lai Châu
014 Sơn La
015 Yên Bái
017 Hòa Bình
019 Thái Nguyên
020 Lạng Sơn
022 Quảng Ninh
024 Bắc Giang
025 Phú Thọ
026 Vĩnh Phúc
027 Bắc Ninh
030 Hải Dương
031 Hải Phòng
033 Hưng Yên
034 Thái Bình
035 Hà Nam
036 Nam Định
037 Ninh Bình
038 Thanh Hóa
040 Nghệ An
042 Hà Tĩnh
044 Quảng Bình
045 Quảng Trị
046 Thừa Thiên Huế
048 Đà Nẵng
049 Quảng Nam
051 Quảng Ngãi
052 Bình Định
054 Phú Yên
056 Khánh Hòa
058 Ninh Thuận
060 Bình Thuận
062 Kon Tum
064 Gia Lai
066 Đắk Lắk
067 Đắk Nông
068 Lâm Đồng
070 Bình Phước
072 Tây Ninh
074 Bình Dương
075 Đồng Nai
077 Bà Rịa - Vũng Tàu
079 Hồ Chí Minh
080 Long An
082 Tiền Giang
083 Bến Tre
084 Trà Vinh
086 Vĩnh Long
087 Đồng Tháp
089 An Giang
091 Kiên Giang
092 Cần Thơ
093 Hậu Giang
094 Sóc Trăng
095 Bạc Liêu
096 Cà Mau`
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, 3), line.slice(4)]),
)

/** The day on which 63 provinces became 34. */
export const mergedOn = '2025-07-01' as CivilDate

/** Countries of registration abroad that occur here (annex 2 of Circular 07/2016). */
const countries = new Map([
  ['139', 'Campuchia'],
  ['140', 'Canada'],
  ['155', 'Đức'],
  ['173', 'Hàn Quốc'],
  ['175', 'Hoa Kỳ'],
  ['193', 'Lào'],
  ['231', 'Nga'],
  ['232', 'Nhật Bản'],
  ['240', 'Pháp'],
  ['252', 'Séc'],
  ['271', 'Thái Lan'],
  ['279', 'Trung Quốc'],
  ['284', 'Úc'],
])

/** The name of a place code at the date when the number was issued; undefined when not in use. */
export function placeName(code: string, issuedOn: CivilDate): string | undefined {
  const country = countries.get(code)
  if (country) return country
  return issuedOn < mergedOn ? until2025.get(code) : provinceOf(code.slice(1))?.name
}

/** Could this code stand in a number, whenever issued? Country codes run from 101 to 295. */
export function isPlaceCode(code: string): boolean {
  return until2025.has(code) || (code >= '101' && code <= '295')
}

/** The place codes in use within a province at a date; the first is its own. */
export function placeCodesOf(provinceCode: string, on: CivilDate): readonly string[] {
  const province = provinces.find((it) => it.code === provinceCode)
  if (!province) return []
  return on < mergedOn ? province.placeCodes : [`0${provinceCode}`]
}

/** The code that a new number takes for a place that had this code before. */
export function placeCodeToday(code: string, today: CivilDate): string {
  const province = provinces.find((it) => it.placeCodes.includes(code))
  return (province && placeCodesOf(province.code, today)[0]) ?? code
}
