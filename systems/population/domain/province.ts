/**
 * The 34 provincial units since 2025-07-01 (Resolution 202/2025/QH15, codes of Decision
 * 19/2025/QĐ-TTg), each with the place codes of the units that it was formed from, its own first.
 */
export type Province = {
  /** Two digits. */
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly kind: 'municipality' | 'province'
  readonly placeCodes: readonly string[]
}

const table = `
01 | Hà Nội | Hanoi | municipality | 001
04 | Cao Bằng | Cao Bang | province | 004
08 | Tuyên Quang | Tuyen Quang | province | 008 002
11 | Điện Biên | Dien Bien | province | 011
12 | Lai Châu | Lai Chau | province | 012
14 | Sơn La | Son La | province | 014
15 | Lào Cai | Lao Cai | province | 010 015
19 | Thái Nguyên | Thai Nguyen | province | 019 006
20 | Lạng Sơn | Lang Son | province | 020
22 | Quảng Ninh | Quang Ninh | province | 022
24 | Bắc Ninh | Bac Ninh | province | 024 027
25 | Phú Thọ | Phu Tho | province | 025 026 017
31 | Hải Phòng | Haiphong | municipality | 031 030
33 | Hưng Yên | Hung Yen | province | 033 034
37 | Ninh Bình | Ninh Binh | province | 037 035 036
38 | Thanh Hóa | Thanh Hoa | province | 038
40 | Nghệ An | Nghe An | province | 040
42 | Hà Tĩnh | Ha Tinh | province | 042
44 | Quảng Trị | Quang Tri | province | 045 044
46 | Huế | Hue | municipality | 046
48 | Đà Nẵng | Da Nang | municipality | 048 049
51 | Quảng Ngãi | Quang Ngai | province | 051 062
52 | Gia Lai | Gia Lai | province | 064 052
56 | Khánh Hòa | Khanh Hoa | province | 056 058
66 | Đắk Lắk | Dak Lak | province | 066 054
68 | Lâm Đồng | Lam Dong | province | 068 067 060
75 | Đồng Nai | Dong Nai | municipality | 075 070
79 | Hồ Chí Minh | Ho Chi Minh | municipality | 079 077 074
80 | Tây Ninh | Tay Ninh | province | 072 080
82 | Đồng Tháp | Dong Thap | province | 087 082
86 | Vĩnh Long | Vinh Long | province | 086 083 084
91 | An Giang | An Giang | province | 089 091
92 | Cần Thơ | Can Tho | municipality | 092 094 093
96 | Cà Mau | Ca Mau | province | 096 095`

export const provinces: readonly Province[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [code = '', name = '', nameEn = '', kind = '', placeCodes = ''] = line.split(' | ')
    return { code, name, nameEn, kind: kind as Province['kind'], placeCodes: placeCodes.split(' ') }
  })

const byCode = new Map(provinces.map((it) => [it.code, it]))

export function provinceOf(code: string): Province | undefined {
  return byCode.get(code)
}

/** "Thành phố Hà Nội", "Tỉnh Cao Bằng". */
export function provinceTitle({ kind, name }: Province): string {
  return `${kind === 'municipality' ? 'Thành phố' : 'Tỉnh'} ${name}`
}
