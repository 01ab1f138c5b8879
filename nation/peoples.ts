import type { Sex } from '#population'
import type { ProvinceFacts } from './provinces.ts'
import { deck, type Random } from './random.ts'

/** How a people beside the Kinh gives names. */
export type PeopleNames = {
  readonly surnames: readonly string[]
  /** The family's name goes down from the mother. */
  readonly byMother: boolean
} & Readonly<Record<Sex, OwnNames>>

export type OwnNames = {
  readonly middles?: readonly string[]
  readonly givens: readonly string[]
  /** Per mille who bear given names such as the Kinh have. */
  readonly alsoKinh: number
  /** What stands first where the family's name stands last. */
  readonly familyLast?: string
}

type Line = {
  codes: string
  surnames: string
  men: string
  women: string
  menMiddle?: string
  womenMiddle?: string
  alsoKinh: number
  familyLast?: readonly [men: string, women: string]
  byMother?: true
}

const lines: readonly Line[] = [
  {
    codes: '02 07 25',
    surnames: `Nông 18, Hoàng 20, Lương 6, Bế 4, Ma 6, Lý 8, Triệu 6, Đàm 5, Nguyễn 9, La 3, Lã 1,
      Chu 4, Vi 6, Lăng 2, Linh 1, Lục 2, Mông 2, Hứa 4, Dương 3, Lê 1, Lộc 1, Lô 1`,
    men: 'Páo, Sáng, Thượng, Dền, Phủ, Khìn, Lềnh, Cắm, Slam',
    women: 'Ón, Sluổng, Nhinh, Cọt, Pèng, Viền, Sao',
    alsoKinh: 940,
  },
  {
    codes: '03 35',
    surnames: `Lò 26, Quàng 9, Cà 7, Vì 6, Lường 10, Hoàng 6, Tòng 6, Cầm 5, Bạc 3, Đèo 2, Lộc 2,
      Vi 6, Hà 5, Lương 5, Ngân 4, Điêu 2, Mè 1, Lèo 2, Lô 3`,
    menMiddle: 'Văn 8, Quang, Đức',
    womenMiddle: 'Thị 9, Kim',
    men: 'Pâng, Ín, Ương, Inh, Phanh, Ọi, Thoan, Lả, Dôm, Hặc, Xôm, Păn, Tưởng',
    women: 'Pâng, Inh, Ngoan, Ín, Ủm, Xoan, Dóm, Lả, Pản, Bun, Hoan, Khặn, Ơn',
    alsoKinh: 620,
  },
  {
    codes: '06 24',
    surnames: `Bùi 38, Đinh 16, Quách 8, Hà 7, Nguyễn 9, Bạch 6, Phùng 3, Cao 4, Trương 6, Phạm 4, Lê 3,
        Xa 1`,
    men: 'Ịn, Nhuần, Thiển, Ển, Hậu, Khuyện',
    women: 'Ển, Nhịn, Bính, Ịm, Dềm, Hẻn',
    alsoKinh: 930,
  },
  {
    codes: '05',
    surnames:
      'Thạch 24, Sơn 16, Kim 15, Danh 18, Châu 7, Lâm 7, Lý 5, Trần 4, Kiên 4, Tăng 3, Liêu 2',
    menMiddle: 'Văn, Sà, Sóc, Sa, Chanh, Ngọc, Minh',
    womenMiddle: 'Thị 7, Sóc, Sa, Na, Pha',
    men: 'Dara, Rithy, Vuthy, Sên, Sươl, Ươl, Ra, Phol, Kha, Rây, Sang, Tha, Hên, Khol, Vanna, Đa',
    women: 'Rên, Phel, La, Thia, Kim, Ry, Sươne, Chanh, Thu, Bopha, Sô Phi, Dane, Ly, Sà Mết, Rane',
    alsoKinh: 420,
  },
  {
    codes: '08',
    surnames: `Giàng 14, Vàng 12, Mùa 8, Sùng 12, Thào 10, Lý 7, Hờ 5, Cứ 3, Vừ 6, Ly 5, Hạng 4,
      Má 3, Lầu 6, Chang 3, Tráng 3, Hầu 2, Mua 3, Và 4, Cháng 2, Phàng 2`,
    menMiddle: 'A 14, Seo 3, Mí 3, Chứ, Bá 2, Xuân',
    womenMiddle: 'Thị 12, Y, Thị Mỷ',
    men: `Páo, Dê, Chinh, Sùng, Tủa, Lử, Vảng, Dơ, Phử, Sì, Lềnh, Pó, Súa, Chu, Tồng, Chứ, Sính,
      Dính, Nủ, Phà, Dế, Hồ, Sàng, Trừ, Thái, Sáu, Khai, Di, Giống, Phứ`,
    women: `Mỷ, Dợ, Sua, Chí, Mai, Dí, Pàng, Xá, Chở, Gấu, Máy, Vá, Súa, Ganh, Say, Dung, Sâu, Pà,
      Mảy, Nu, Dinh, Và, Cở, Chư, Sống, Dua`,
    alsoKinh: 60,
  },
  {
    codes: '09',
    surnames: `Triệu 16, Bàn 14, Lý 13, Đặng 14, Phùng 10, Chảo 8, Tẩn 9, Phàn 7, Lò 4, Vàng 3,
      Hoàng 4`,
    menMiddle: 'Văn 6, Tòn 2, Chòi, Mùi, Láo 2, Kim, Phú, Tiến, Quý, Sùn',
    womenMiddle: 'Thị 6, Mùi 4, Tả 2, Lở, Sử',
    men: 'Sài, Phin, San, Tá, Vảng, Phẩu, Toàn, Chiêu, Họ, Lở, Sinh, Dần, Nải, Khuôn, Tá Sài',
    women: 'Mùi, Mản, Nhậy, Mẩy, Liều, Pham, Coi, Viện, Ghến, Pết, San, Mui, Nảy, Lai',
    alsoKinh: 360,
  },
  {
    codes: '12 20',
    surnames: `Niê 18, Mlô 10, Êban 8, Kbuôr 6, Ayŭn 6, Byă 5, Kpă 4, Ksơr 4, Hmŏk 3, Êñuôl 5, Knul 4,
        Ktla 3`,
    men: `Thuan, Bhăm, Wăn, Thịnh, Suk, Blian, Ngọc, Duan, Khiêm, Kruk, Nguyên, Bliêt, Đhin, Jut,
      Kông, Dăm, Hoan, Phi, Tuyên`,
    women: `Hen, Bia, Rin, Dung, Lan, Mai, Juin, Nhung, Liên, Yam, Đim, Wuih, Loan, Srai, Bel, Ruê,
      Nguôn, Thủy, Ly`,
    alsoKinh: 0,
    familyLast: ['Y', 'H’'],
    byMother: true,
  },
  {
    codes: '10 36',
    surnames: `Siu 18, Ksor 12, Kpă 8, Nay 10, Rơ Châm 9, Rơ Mah 9, Rah Lan 9, Puih 6, Kpuih 5, Rmah 5,
        Ralan 4`,
    men: 'Thuin, Blơi, Khin, Tơ, Lơk, Thim, Der, Phunh, Bel, Hăn, Nhơn, Jưn, Glơi, Lâm, Khuyên',
    women: 'H’Lan, H’Bia, H’Mrai, H’Nguê, H’Uyên, H’Đua, H’Lý, H’Bơ, H’Ngân, H’Thúy, H’Phi, H’Sa',
    alsoKinh: 80,
    byMother: true,
  },
  {
    codes: '13 14 27',
    surnames: 'Đinh 30, A 30, Rơ Chăm 3, Hồ 4, Bloong 2, Kring 2, Siu 2',
    men: 'Lưih, Byưk, Nhưn, Phong, Thŭk, Đril, Hyơm, Blưp, Tưr, Khưk, Ngưi, Mlưk, Thưm',
    women: 'Byen, Hlim, Đrưi, Thum, Nhưi, Blớt, Hyơr, Klưm, Pưi, Nghĩa, Hlưn, Thảo',
    alsoKinh: 220,
  },
  {
    codes: '17',
    surnames: `Đàng 10, Bá 7, Quảng 8, Thiên 6, Kiều 5, Báo 6, Thành 5, Lưu 4, Trượng 6, Từ 4,
      Hán 5, Châu 6, Đạo 4, Não 3, Thập 3, Mách 3, Chàm 2`,
    men: 'Sa Ly, Musa, Tà Lê, Zit, Hamit, Xiếu, Năng, Danh, Khiêm, Phú',
    women: 'Sa Ki Ná, Pha Ty Mah, Mari Dăm, Ná, Ngọc, Nhuận, Phương',
    alsoKinh: 720,
  },
  {
    codes: '04',
    surnames: `Trần 14, Lâm 12, Lý 10, Huỳnh 7, Vương 5, Quách 4, Lương 6, La 4, Tăng 4, Thái 4,
      Ngô 4, Châu 4, Trương 5, Phùng 4, Hứa 4, Diệp 3, Mạch 2, Tô 3, Trịnh 3, Dương 3, Lưu 4,
      Ông 1, Khưu 2`,
    menMiddle: 'Chí 4, Gia 3, Chấn 2, Vĩ 3, Quốc 4, Tuấn 3, Kiến 3, Bội, Thiệu 2, Minh 3, Vinh 2',
    womenMiddle: 'Mỹ 6, Tuệ 2, Bội 2, Huệ 4, Lệ 4, Ngọc 4, Tố 3, Thục 2, Bảo 2, Ái 2, Gia 2',
    men: `Vĩ, Huy, Hưng, Cường, Minh, Kiệt, Hào, Quân, Lương, Phát, Vinh, Đạt, Bang, Hùng, Toàn,
      Phú`,
    women:
      'Linh, Nghi, Bội, Mẫn, Phụng, Quân, Yến, Trân, Châu, Hà, Dung, Kiều, Anh, Bình, Lan, Nhi',
    alsoKinh: 250,
  },
  {
    codes: '16 28 22 32',
    surnames:
      'K’ 20, Điểu 22, Thị 4, Ka 4, Kơ Să 6, Đa Cát 6, Liêng Hot 4, Cil 6, Bon Niêng 3, Lơ Mu 4',
    men: 'Brếp, Brôih, Đoàn, Hải, Sơn, Tư, Lôi, Xiêng, Huy, Ha Thân, Ha Bang, Thiêm, Brèo, Điền',
    women: 'Ka Hằng, Ka Bin, Mai Lan, Ka Gọi, Nhiêng, Ka Loan, Blia, Ka Thủy, Sa Rinh, Diệu, Lý',
    alsoKinh: 150,
  },
  {
    codes: '21',
    surnames: 'Katơr 12, Chamaléa 10, Pi Năng 9, Pupur 6, Tà Yên 5, Cao 12, Mấu 9, Bo Bo 6, Tro 4',
    menMiddle: 'Văn 3, Thành, Xuân, Đình',
    womenMiddle: 'Thị 9, Kim',
    men: 'Tiệp, Hương, Chúc, Hạ, Đua, Biên, Huấn, Lăng, Xếp, Đở',
    women: 'Tiệp, Huyền, Thêu, Xuyến, Nghi, Lém, Bưởi, Đợi, Phin, Rơm',
    alsoKinh: 480,
    byMother: true,
  },
  {
    codes: '23 26 30 31',
    surnames:
      'Hồ 44, Alăng 8, Bhling 5, Zơrâm 5, Bhnướch 4, Pơloong 4, Ating 4, Arất 4, A Viết 4, Coor 4',
    menMiddle: 'Văn 7, A, Xuân',
    womenMiddle: 'Thị 9, Ta',
    men: 'Bhớ, Nhớ, Ngước, Thưn, Pheo, Chơn, Bưng, Rúa, Ngai, Xúp, Vươn',
    women: 'Nhới, Bưới, Ngước, Kăn Lịch, Nếp, Đớt, Pơn, Ngưi, Lếp, Thoong',
    alsoKinh: 560,
  },
  {
    codes: '15 18 19 29',
    surnames:
      'Hoàng 8, Trần 7, Ninh 6, Lý 6, Từ 5, Diệp 5, Ôn 4, Lục 5, Đinh 12, Phạm 10, Cụt 5, Moong 5',
    men: 'Lìn, Sềnh, Nảy, Rông, Vót, Ben, Tem',
    women: 'Sình, Múi, Nảy, Vót, Pênh, Rơn, Niệm',
    alsoKinh: 860,
  },
]

const byCode = new Map(
  lines.flatMap((line) => line.codes.split(' ').map((code) => [code, read(line)] as const)),
)

/** How the people with this code gives names; undefined for the Kinh. */
export function peopleOf(code: string): PeopleNames | undefined {
  return byCode.get(code)
}

/** Which people a family belongs to, by the shares of its province. */
export function drawPeople({ peoples }: ProvinceFacts, random: Random): string {
  let roll = random.below(1_000)
  for (const [code, share] of peoples) {
    if (roll < share) return code
    roll -= share
  }
  return '01'
}

function read(line: Line): PeopleNames {
  const own = (
    givens: string,
    middles: string | undefined,
    first: string | undefined,
  ): OwnNames => ({
    givens: deck(givens),
    alsoKinh: line.alsoKinh,
    ...(middles && { middles: deck(middles) }),
    ...(first && { familyLast: first }),
  })
  return {
    surnames: deck(line.surnames),
    byMother: line.byMother ?? false,
    male: own(line.men, line.menMiddle, line.familyLast?.[0]),
    female: own(line.women, line.womenMiddle, line.familyLast?.[1]),
  }
}
