import { foldName } from '#population'
import { dateOf } from './day.ts'
import { ageOf, type Ground, type Home, isAlive } from './member.ts'
import type { Office, Organisation } from './organisation.ts'
import { deck, scatter } from './random.ts'

const forms = [
  { weight: 68, vi: (it: string) => `Công ty TNHH ${it}`, en: 'Co., Ltd.' },
  { weight: 24, vi: (it: string) => `Công ty Cổ phần ${it}`, en: 'JSC' },
  { weight: 5, vi: (it: string) => `Doanh nghiệp tư nhân ${it}`, en: 'Private Enterprise' },
  { weight: 3, vi: (it: string) => `Hợp tác xã ${it}`, en: 'Cooperative' },
]
const byWeight = forms.flatMap((it) => Array<(typeof forms)[number]>(it.weight).fill(it))

const trades = `
Thương mại và Dịch vụ | Trading and Services
Xây dựng | Construction
Vận tải | Transport
Nông sản | Farm Produce
Thủy sản | Seafood
Dệt may | Textiles
Cơ khí | Engineering
Điện tử | Electronics
Du lịch | Travel
Dược phẩm | Pharmaceuticals
Công nghệ | Technology
Thực phẩm | Foods
In ấn và Bao bì | Printing and Packaging
Nội thất | Furniture`
  .trim()
  .split('\n')
  .map((it) => it.split(' | ') as [vi: string, en: string])

const firstWords = deck(
  'Hưng, An, Minh, Phú, Đại, Tân, Thành, Việt, Nam, Hoàng, Gia, Bảo, Thiên, Trường, Quang, Đức',
)
const secondWords = deck(
  'Thịnh, Phát, Long, Lộc, Thành, Tiến, Hưng, Khang, Anh, Sơn, Hải, Phong, Vượng, Đạt, Tín, Nguyên',
)

const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]

/**
 * The tenth digit of a firm's tax code: ten less the weighted sum of the nine before it, modulo 11.
 * Undefined where that would be ten: such codes are not given out.
 */
export function taxCheckDigit(nine: string): number | undefined {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(nine[at]), 0)
  const digit = 10 - (sum % 11)
  return digit === 10 ? undefined : digit
}

/** Firms, each represented by someone of the register; at most so many. */
export function openFirms(most: number) {
  let [founded, codes] = [0, 0]
  function taxCode(province: string): string {
    for (;;) {
      const nine = province + String(scatter(codes++, 1_000, 10_000, 11)).padStart(7, '0')
      const check = taxCheckDigit(nine)
      if (check !== undefined) return nine + String(check)
    }
  }
  return {
    /** Someone of a home may have founded a firm. */
    found(
      ground: Ground,
      { address, commune, members }: Home,
      into: Organisation[],
      offices: Office[],
    ) {
      const { random, numbers, today } = ground
      if (founded >= most || !random.chance(12)) return
      const founder = members.find((it) => isAlive(it) && !it.steady && ageOf(it, ground) >= 28)
      if (!founder) return
      founded++
      const form = random.pick(byWeight)
      const [trade, tradeEn] = random.pick(trades)
      const own = `${random.pick(firstWords)} ${random.pick(secondWords)}`
      const organisationId = numbers.id('organisation', random)
      into.push({
        id: organisationId,
        kind: 'firm',
        name: { vi: form.vi(`${trade} ${own}`), en: `${capitals(own)} ${tradeEn} ${form.en}` },
        unitCode: null,
        taxCode: taxCode(commune.province),
        parentId: null,
        address,
      })
      offices.push({
        id: numbers.id('office', random),
        personId: founder.id,
        organisationId,
        role: 'representative',
        title: { vi: 'Người đại diện theo pháp luật', en: 'Legal representative' },
        unitCode: null,
        since: dateOf(today - random.between(60, 2_400)),
      })
    },
  }
}

export type Firms = ReturnType<typeof openFirms>

/** Abroad a firm writes its name without accents. */
function capitals(name: string): string {
  return foldName(name).replace(/\b[a-z]/g, (it) => it.toUpperCase())
}
