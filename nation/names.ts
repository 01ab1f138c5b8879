import type { Name, Sex } from '#population'
import { peopleOf } from './peoples.ts'
import { deck, type Random } from './random.ts'

/** Names change with the time: born before 1955, until 1979, until 1999, since 2000. */
type Cohort = 0 | 1 | 2 | 3

function cohortOf(birthYear: number): Cohort {
  return birthYear < 1955 ? 0 : birthYear < 1980 ? 1 : birthYear < 2000 ? 2 : 3
}

const everywhere = `Nguyễn 550, Trần 134, Lê 116, Phạm 86, Phan 43, Đặng 22, Bùi 21, Đỗ 17,
 Hồ 13, Ngô 14, Dương 11, Đinh 10, Trương 11, Đoàn 9, Lương 7, Trịnh 8, Mai 8, Đào 8, Cao 7,
 Hà 7, Lưu 6, Lý 6, Tạ 4, Phùng 4, Thái 4, Tô 4, Châu 3, Lâm 5, Chu 3, Vương 3, Tống 2, Triệu 2,
 Kiều 2, Quách 2, Văn 2, Bạch 1, Giang 1, Hứa 1, Khúc 1, Mạc 1, Ninh 1, Nghiêm 1, Doãn 1, Thân 1,
 Tăng 2, Từ 2, Tôn 1, La 1, Cù 1, Lại 2, Phí 1, Đàm 2, Khổng 1, Âu 1, Ông 1, Thạch 1, Mã 1,
 Cung 1, Diệp 1, Ứng 1`

/** Two great surnames are said otherwise in the south: Hoàng is Huỳnh, and Vũ is Võ. */
const surnames = {
  north: deck(`${everywhere}, Hoàng 54, Vũ 46, Võ 2, Huỳnh 1`),
  center: deck(`${everywhere}, Hoàng 34, Huỳnh 22, Võ 40, Vũ 8`),
  south: deck(`${everywhere}, Huỳnh 54, Võ 46, Hoàng 8, Vũ 8`),
}

const middles: Record<Sex, readonly (readonly string[])[]> = {
  male: [
    'Văn 62, Đình 6, Hữu 5, Xuân 4, Đức 4, Ngọc 3, Công 3, Quang 2, Bá 3, Thế 2, Duy 1, Viết 2',
    'Văn 44, Đình 7, Hữu 7, Xuân 5, Đức 6, Ngọc 6, Công 4, Quang 5, Minh 4, Thế 3, Trọng 2, Quốc 4',
    `Văn 26, Đình 6, Hữu 6, Xuân 5, Đức 8, Ngọc 6, Công 4, Quang 6, Minh 9, Thế 3, Trọng 3,
     Quốc 6, Anh 4, Hoàng 5, Tuấn 3, Duy 3, Thanh 4, Tiến 3, Mạnh 3, Hồng 1, Việt 2, Bảo 1`,
    `Văn 7, Đình 3, Hữu 4, Đức 8, Ngọc 5, Công 3, Quang 6, Minh 14, Trọng 3, Quốc 6, Anh 7,
     Hoàng 8, Tuấn 5, Duy 4, Thanh 3, Tiến 4, Mạnh 3, Gia 9, Bảo 7, Nhật 4, Thiên 3, Khánh 3,
     Phúc 3, Hải 3, Việt 3, Đăng 3, Nguyên 2, Chí 2, Phú 2, Thành 3, Khắc 1, Trí 1, Hạo 1`,
  ].map(deck),
  female: [
    'Thị 92, Ngọc 2, Thị Ngọc 1, Thị Kim 1, Thị Hồng 1, Thu 1, Kim 2',
    `Thị 76, Thị Thu 2, Thị Kim 2, Thị Hồng 2, Thị Ngọc 2, Thị Thanh 2, Ngọc 4, Thu 3, Kim 3,
     Bích 1`,
    `Thị 40, Thị Thu 4, Thị Hồng 4, Thị Thanh 4, Thị Ngọc 4, Thị Kim 3, Thị Minh 2, Thị Phương 3,
     Thị Bích 2, Thị Hoài 1, Thị Mỹ 2, Ngọc 7, Thu 6, Thanh 5, Phương 4, Kim 3, Minh 3, Hồng 4,
     Thùy 4, Bích 2, Mỹ 2, Hoài 1, Quỳnh 2, Diệu 1, Khánh 1, Tuyết 1`,
    `Thị 9, Ngọc 10, Thị Ngọc 3, Thị Thu 2, Thị Khánh 1, Thị Phương 2, Thu 4, Thanh 5, Phương 7,
     Kim 3, Minh 6, Hồng 3, Thùy 4, Bảo 7, Gia 6, Khánh 6, Quỳnh 5, Hà 3, Thảo 4, Diệu 3, Tuệ 3,
     Mai 3, Hoài 2, Yến 3, Trúc 3, An 2, Mỹ 2, Hải 2, Linh 2, Như 2, Bích 1, Tường 1, Cát 1`,
  ].map(deck),
}

const givens: Record<Sex, readonly (readonly string[])[]> = {
  male: [
    `Hùng 4, Dũng 3, Minh 4, Thành 4, Sơn 4, Bình 4, Hòa 4, Long 2, Tâm 3, Thắng 3, Hải 3, Lợi 3,
     Phúc 2, Thọ 3, Tư 2, Năm 2, Sáu 2, Bảy 2, Chín 1, Mười 1, Hai 1, Ba 1, Tài 2, Lộc 2, Quý 2,
     Khang 1, Ninh 1, Cường 2, Chiến 2, Đức 2, Hiền 2, Hợi 1, Tý 2, Sửu 1, Dần 2, Mão 1, Thìn 2,
     Tỵ 1, Ngọ 1, Mùi 1, Thân 1, Dậu 1, Tuất 1, Khoát 1, Nhượng 1, Đạt 1, Vinh 2, Quang 2, Sự 1,
     Luận 1, Kỷ 1, Ất 1, Giáp 1, Bính 1, Đinh 1, Mậu 1, Canh 1, Tân 1, Ruộng 1, Khoai 1, Cần 1,
     Kiệm 1`,
    `Hùng 8, Dũng 7, Minh 6, Thành 6, Sơn 6, Bình 5, Hòa 4, Long 4, Tâm 3, Thắng 5, Hải 5,
     Tuấn 6, Cường 6, Hưng 4, Đức 4, Vinh 3, Quang 4, Hà 2, Nam 3, Trung 4, Toàn 3, Tùng 2,
     Thủy 1, Phong 3, Khánh 2, Hiếu 2, Lâm 3, Linh 1, Phương 2, Đông 2, Tài 2, Lộc 2, Quý 2,
     Việt 3, Chiến 3, Thanh 3, Tiến 3, Đạt 1, Nghĩa 3, Trí 1, Thịnh 2, Vũ 2, Khoa 1, An 1, Bảo 1,
     Giang 2, Hoàng 2, Kiên 1, Luân 1, Nhân 1, Phú 1, Sáng 1, Thiện 1, Xuân 1, Đoàn 1, Học 1,
     Ước 1, Tính 1, Lượng 1, Dương 1`,
    `Hùng 5, Dũng 5, Minh 5, Thành 5, Sơn 4, Bình 2, Hòa 2, Long 5, Tâm 2, Thắng 4, Hải 4,
     Tuấn 7, Cường 5, Hưng 4, Đức 5, Vinh 2, Quang 4, Nam 6, Trung 5, Toàn 3, Tùng 4, Phong 4,
     Khánh 3, Hiếu 5, Lâm 3, Linh 2, Anh 8, Đông 1, Tài 2, Lộc 2, Quý 2, Việt 3, Chiến 2,
     Thanh 2, Tiến 3, Đạt 5, Nghĩa 3, Trí 2, Thịnh 2, Vũ 4, Khoa 3, An 2, Bảo 2, Giang 2,
     Hoàng 5, Kiên 3, Luân 1, Nhân 2, Phú 2, Thiện 2, Duy 4, Huy 6, Phúc 3, Khang 1, Đăng 1,
     Tú 3, Lực 1, Đại 1, Công 1, Hoan 1, Thái 2, Tân 1, Triều 1, Trường 2, Quyền 1, Quân 3, Kỳ 1,
     Hậu 2, Hào 1, Danh 1, Vương 1`,
    `Minh 7, Anh 7, Khôi 6, Bảo 6, Khang 6, Phúc 6, Long 4, Nam 4, Huy 6, Hưng 4, Đức 4, Quân 5,
     Phong 5, Nguyên 4, Đạt 4, Khoa 5, Kiệt 4, Thịnh 3, Duy 4, An 4, Hiếu 3, Vinh 2, Quang 3,
     Sơn 2, Tùng 2, Lâm 3, Bình 2, Thành 3, Trí 3, Tài 2, Hoàng 4, Hải 2, Kiên 3, Tuấn 3, Dũng 2,
     Nhân 2, Thiện 2, Đăng 3, Khánh 3, Việt 2, Trung 2, Cường 2, Thắng 2, Tâm 1, Phát 3, Lộc 1,
     Trường 2, Thái 2, Dương 3, Tú 1, Vũ 2, Nghĩa 1, Bách 2, Tường 1, Hào 1, Quốc 1, Ân 1,
     Danh 1, Nhật 2, Kỳ 1`,
  ].map(deck),
  female: [
    `Lan 5, Hoa 4, Mai 3, Hương 2, Liên 3, Tâm 3, Sáu 3, Bảy 2, Tư 3, Năm 3, Ba 2, Hai 2, Chín 1,
     Mười 1, Út 2, Lành 2, Thơm 2, Nhàn 2, Hiền 3, Hòa 2, Bình 1, Xuân 2, Thu 2, Nga 2, Loan 2,
     Phượng 1, Cúc 2, Đào 2, Mận 1, Nụ 1, Tý 1, Sửu 1, Dần 1, Thìn 1, Tỵ 1, Ngọ 1, Mùi 1, Thân 1,
     Hợi 1, Tẹo 1, Gái 2, Bé 2, Lý 1, Hạnh 2, Phúc 1, Lộc 1, Thọ 1, Vân 2, Yến 1, Oanh 1, Minh 1,
     Thanh 1, Đông 1, Thoa 2, Sợi 1, Lụa 2, Tằm 1, Nhài 1, Sen 2, Huệ 2, Ngát 1, Dung 1, Chanh 1,
     Bưởi 1, Khuyên 1`,
    `Lan 6, Hoa 6, Mai 4, Hương 6, Liên 5, Tâm 3, Hiền 5, Hòa 3, Bình 2, Xuân 3, Thu 5, Nga 5,
     Loan 4, Phượng 3, Cúc 2, Đào 2, Hạnh 4, Phúc 1, Vân 4, Yến 3, Oanh 2, Minh 2, Thanh 4,
     Thoa 2, Huệ 3, Dung 4, Hồng 4, Hằng 4, Thủy 5, Hà 4, Tuyết 3, Nhung 2, Phương 3, Bích 1,
     Ngọc 3, Nguyệt 2, Lý 1, Sương 1, Mỹ 1, Lệ 2, Kim 1, Thảo 2, Trang 2, Tuyền 1, Lợi 1, Thắm 1,
     Luyến 1, Quyên 2, Hường 1, Diễm 1, Én 1, Chung 1, Thúy 3, Ánh 2, Chi 1, Điệp 1, Nhâm 1,
     Hợp 1, Thơ 1, Mận 1, Lài 1, Tư 1`,
    `Lan 3, Hoa 2, Mai 4, Hương 6, Liên 2, Hiền 5, Hòa 1, Thu 4, Nga 3, Loan 2, Phượng 3, Hạnh 4,
     Vân 4, Yến 4, Oanh 2, Minh 2, Thanh 3, Dung 3, Hồng 3, Hằng 5, Thủy 4, Hà 5, Tuyết 2,
     Nhung 4, Phương 6, Ngọc 4, Nguyệt 1, Lệ 1, Thảo 5, Trang 7, Tuyền 1, Thắm 1, Quyên 2,
     Hường 1, Diễm 1, Thúy 3, Ánh 2, Chi 2, Linh 7, Anh 6, Huyền 5, Ngân 3, Hiếu 1, Giang 3,
     Duyên 3, My 2, Nhi 3, Trâm 2, Trinh 2, Tâm 2, Thư 2, Vy 2, Uyên 2, Tiên 1, Xuân 1, Đào 1,
     Bích 1, Lý 1, Trúc 1, Kiều 1, Hân 1`,
    `Anh 9, Linh 7, Trang 4, Chi 5, Ngọc 4, Nhi 6, Vy 5, My 4, Hân 5, An 4, Châu 3, Thư 5,
     Ngân 4, Hà 3, Phương 4, Thảo 4, Mai 4, Giang 2, Yến 2, Trâm 3, Uyên 2, Quỳnh 3, Huyền 2,
     Trúc 2, Khuê 1, Diệp 2, Vân 2, Hương 2, Nguyên 2, Tiên 2, Đan 2, Khánh 2, Minh 2, Ly 2,
     Lam 2, Dương 1, Hạnh 1, Thanh 1, Nhung 1, Hiền 1, Duyên 1, Ánh 1, Thùy 1, Tâm 2, Tú 1,
     San 1, Băng 1, Kim 1, Xuân 1, Như 2, Ý 1`,
  ].map(deck),
}

const soundsTogether = deck('Bảo 3, Gia 2, Minh 3, Ngọc 2, Khánh 2, Quỳnh, Thảo, Phương, Hoàng 2')

export type Region = keyof typeof surnames

/** A surname as it is common among a people, and among the Kinh in a part of the country. */
export function drawSurname(people: string, region: Region, random: Random): string {
  return random.pick(peopleOf(people)?.surnames ?? surnames[region])
}

/** A full name under a given surname. */
export function drawName(
  who: { people: string; sex: Sex; birthYear: number; surname: string },
  random: Random,
): Name {
  const { people, sex, birthYear, surname } = who
  const own = peopleOf(people)?.[sex]
  if (own && !random.chance(own.alsoKinh)) {
    const middle = own.middles ? random.pick(own.middles) : ''
    const given = random.pick(own.givens)
    // Ê Đê and their neighbours put the family last: Y Thuan Niê.
    if (own.familyLast) return { surname: own.familyLast, middle: given, given: surname }
    return { surname, middle, given }
  }
  const cohort = cohortOf(birthYear)
  const given = random.pick(givens[sex][cohort] as readonly string[])
  let middle = random.pick(middles[sex][cohort] as readonly string[])
  if (cohort === 3 && random.chance(220)) middle = `${middle} ${random.pick(soundsTogether)}`
  if (middle.split(' ').includes(given)) middle = sex === 'female' ? 'Thị' : 'Văn'
  if (own?.familyLast) return { surname: own.familyLast, middle: given, given: surname }
  return { surname, middle, given }
}
