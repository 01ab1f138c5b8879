/**
 * Ethnic groups by the two-digit codes of Decision 121-TCTK/PPCD (1979), which QCVN 109:2017
 * refers to (annex E). 55 stands for foreigners.
 */
const names = new Map(
  `
01 Kinh
02 Tày
03 Thái
04 Hoa
05 Khmer
06 Mường
07 Nùng
08 Hmông
09 Dao
10 Gia Rai
11 Ngái
12 Ê Đê
13 Ba Na
14 Xơ Đăng
15 Sán Chay
16 Cơ Ho
17 Chăm
18 Sán Dìu
19 Hrê
20 Mnông
21 Raglay
22 Xtiêng
23 Bru-Vân Kiều
24 Thổ
25 Giáy
26 Cơ Tu
27 Giẻ Triêng
28 Mạ
29 Khơ Mú
30 Co
31 Tà Ôi
32 Chơ Ro
33 Kháng
34 Xinh Mun
35 Hà Nhì
36 Chu Ru
37 Lào
38 La Chí
39 La Ha
40 Phù Lá
41 La Hủ
42 Lự
43 Lô Lô
44 Chứt
45 Mảng
46 Pà Thẻn
47 Cơ Lao
48 Cống
49 Bố Y
50 Si La
51 Pu Péo
52 Brâu
53 Ơ Đu
54 Rơ Măm
55 Người nước ngoài`
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, 2), line.slice(3)]),
)

export function ethnicityName(code: string): string | undefined {
  return names.get(code)
}

export const ethnicityCodes: readonly string[] = [...names.keys()]

const codes = new Map([...names].map(([code, name]) => [name, code]))

/** The code of a name as `ethnicityName` gives it; a code stands for itself. */
export function ethnicityCode(name: string): string {
  return codes.get(name) ?? name
}
