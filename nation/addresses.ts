import type { Address } from '#population'
import type { Commune } from './communes.ts'
import type { Random } from './random.ts'

const streets = (
  'Trần Hưng Đạo|Lê Lợi|Nguyễn Trãi|Hai Bà Trưng|Lý Thường Kiệt|Quang Trung|Phan Chu Trinh|' +
  'Phan Bội Châu|Nguyễn Huệ|Ngô Quyền|Đinh Tiên Hoàng|Lê Hồng Phong|Trần Phú|Nguyễn Du|' +
  'Hoàng Hoa Thám|Bà Triệu|Lý Tự Trọng|Võ Thị Sáu|Hùng Vương|Nguyễn Văn Cừ|Điện Biên Phủ|' +
  'Cách Mạng Tháng Tám|Ba Mươi Tháng Tư|Lê Thánh Tông|Nguyễn Công Trứ|Tôn Đức Thắng|Chu Văn An|' +
  'Hàm Nghi|Yết Kiêu|Phạm Ngũ Lão|Trường Chinh|Lê Duẩn|Nguyễn Thái Học|Đống Đa|Bạch Đằng'
).split('|')

const hamlets = 'Đông Đoài Trung Thượng Hạ Nội Tân Hòa Bình Phú An Lộc Thịnh Thành Mỹ'.split(' ')
const bans = 'Nà Luông|Pá Khoang|Huổi Lướng|Co Mạ|Nà Sản|Phiêng Lơi|Khau Vai|Nậm Cang'.split('|')
const buons = 'Ea Kmát|Kmrơng|Drai Si|Tah|Jung|Kô Sia|Pơn|Sút'.split('|')

/** A house in a commune, written as the country's parts write it. */
export function addressIn(commune: Commune, random: Random): Address {
  return { communeCode: commune.code, detail: detailIn(commune, random) }
}

/** A rented room, for those who live away from home. */
export function roomIn(commune: Commune, random: Random): Address {
  const { communeCode, detail } = addressIn(commune, random)
  return {
    communeCode,
    detail: `Phòng ${random.between(1, 5)}${random.between(10, 19)}, ${detail}`,
  }
}

function detailIn({ kind, facts: { region, terrain } }: Commune, random: Random): string {
  if (kind === 'ward') {
    const street = `đường ${random.pick(streets)}`
    if (random.chance(450)) return `Số ${random.between(1, 420)}, ${street}`
    if (region === 'south') {
      const number = `${random.between(1, 300)}/${random.between(1, 40)}`
      return `Số ${number}, ${street}, khu phố ${random.between(1, 12)}`
    }
    const lane = region === 'north' ? 'ngõ' : 'kiệt'
    return `Số ${random.between(1, 90)}, ${lane} ${random.between(2, 260)}, ${street}`
  }
  const number = random.between(1, 14)
  if (terrain === 'upland' && random.chance(600)) return `Bản ${random.pick(bans)}`
  if (terrain === 'highland' && random.chance(400)) return `Buôn ${random.pick(buons)}`
  if (region === 'south')
    return `Số ${random.between(1, 600)}, ấp ${random.pick(hamlets)} ${number}`
  if (region === 'center' || random.chance(600)) return `Thôn ${random.pick(hamlets)} ${number}`
  return `Xóm ${number}`
}
