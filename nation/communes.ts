import { addDays } from '#kernel/civil-date'
import { Refusal } from '#kernel/problem'
import { mergedOn, placeName, provinceOf } from '#population'
import {
  drawsPeople,
  factsOf,
  type ProvinceFacts,
  provinceFacts,
  type Terrain,
} from './provinces.ts'
import { deck, mix, type Random, scatter } from './random.ts'

export type CommuneKind = 'ward' | 'commune' | 'special-zone'

/** A line of the list of communes: code (5 digits), name with its kind in front, kind, province. */
export type CommuneEntry = readonly [
  code: string,
  name: string,
  kind: CommuneKind,
  province: string,
]

export type Commune = {
  readonly code: string
  /** With its kind in front: "Phường Tân Hòa". */
  readonly name: string
  readonly kind: CommuneKind
  readonly province: string
  /** The place code under which births here were registered until 2025-06-30. */
  readonly formerPlaceCode: string
  /** "Phường Tân Hòa, Hà Giang": with the province as it was called until that day … */
  readonly formerPlace: string
  /** … and as it has been called since. */
  readonly place: string
  readonly facts: ProvinceFacts
}

const kindWords: Record<CommuneKind, string> = {
  ward: 'Phường',
  commune: 'Xã',
  'special-zone': 'Đặc khu',
}

const parts: Record<Terrain, { first: string; second: string }> = {
  delta: {
    first:
      'Tân An Bình Phú Vĩnh Long Hòa Thanh Đông Nam Mỹ Phước Đại Quang Minh Xuân Yên Thái Hưng ' +
      'Thịnh Đức Nghĩa Liên Kim',
    second:
      'Hòa An Bình Phú Thành Lợi Hưng Thịnh Sơn Giang Hải Lâm Khê Xuyên Phong Lộc Thuận Trung ' +
      'Tiến Thắng',
  },
  upland: {
    first: 'Nà Bản Mường Chiềng Pá Tả Lũng Thượng Pắc Khau Cốc Tân Yên Sơn',
    second: 'Sầm Hin Khoa Lạn Phay Nưa Pồn Chải Pàn Mò Lèng Kham Tòng Luông Ngần Thượng Hà',
  },
  highland: {
    first: 'Ea Ia Đắk Krông Chư Kon Cư Tân Hòa Phú Xuân Quảng',
    second: 'Drông Hleo Nuêc Bông Prông Sê Ktur Tar Mơr Knốp Tul Dreh Rsai Blang Lộc Sơn Tiến',
  },
}

/**
 * Communes with invented names and codes, as many of each kind in each province as there are. A
 * code is the province's two digits and a running number: nobody else uses it in this way, so it
 * cannot be taken for an official one that means another place.
 */
export function inventedCommunes(): CommuneEntry[] {
  return provinceFacts.flatMap((facts) => {
    const { code, wards, communes, zones } = facts
    const names = inventedNames(facts, wards + communes + zones)
    return names.map((name, at): CommuneEntry => {
      const kind = at < wards ? 'ward' : at < wards + communes ? 'commune' : 'special-zone'
      const number = code + String(at + 1).padStart(3, '0')
      return [number, `${kindWords[kind]} ${name}`, kind, code]
    })
  })
}

function inventedNames({ code, terrain }: ProvinceFacts, count: number): string[] {
  const first = parts[terrain].first.split(' ')
  const second = parts[terrain].second.split(' ')
  const names: string[] = []
  for (let at = 0; names.length < count; at++) {
    const chosen = scatter(at, first.length, second.length, mix(Number(code)))
    const [before, after] = [
      first[Math.floor(chosen / second.length)],
      second[chosen % second.length],
    ]
    if (before !== after) names.push(`${before} ${after}`)
  }
  return names
}

export type Communes = {
  readonly all: readonly Commune[]
  /** Communes in which people live: a small nation fills few, so that each looks lived in. */
  readonly lived: readonly Commune[]
  /** Where a family lives, by the weight of the provinces. */
  anywhere(random: Random): Commune
  within(provinceCode: string, random: Random): Commune
  /** Where work draws people. */
  wherePeopleGo(random: Random): Commune
}

const peoplePerCommune = 400
const peopleForEveryProvince = 2_000

/** Communes of the country, of which a nation of `people` lives in some. */
export function openCommunes(entries: readonly CommuneEntry[], people: number): Communes {
  const all = entries.map(communeOf)
  const byProvince = Map.groupBy(all, (it) => it.province)
  const weights = provinceFacts.reduce((sum, it) => sum + it.weight, 0)
  const least = people >= peopleForEveryProvince ? 1 : 0
  const living = new Map<string, readonly Commune[]>()
  for (const { code, weight } of provinceFacts) {
    const communes = orderOfSettling(byProvince.get(code) ?? [])
    const share = Math.floor((people * weight) / (weights * peoplePerCommune))
    // The personas live in two wards of Hà Nội and one of Nghệ An, however small the nation.
    const count = Math.max(share, least, code === '01' ? 2 : code === '40' ? 1 : 0)
    if (count > 0) living.set(code, communes.slice(0, count))
  }
  const provinces = provinceFacts
    .filter((it) => living.has(it.code))
    .flatMap((it) => Array<string>(Math.ceil(it.weight / 50)).fill(it.code))
  const goals = deck(drawsPeopleHere(living))
  const within = (province: string, random: Random): Commune => {
    const communes = living.get(province) ?? living.get('01') ?? []
    const found = random.pick(communes)
    // Special zones are islands; few live there.
    return found.kind === 'special-zone' && random.chance(900) ? random.pick(communes) : found
  }
  return {
    all,
    lived: [...living.values()].flat(),
    anywhere: (random) => within(random.pick(provinces), random),
    within,
    wherePeopleGo: (random) => within(random.pick(goals), random),
  }
}

/** Two wards first, since the personas live there; then as a hand scatters seed. */
function orderOfSettling(communes: readonly Commune[]): Commune[] {
  const wards = communes.filter((it) => it.kind === 'ward').slice(0, 2)
  const rest = communes.filter((it) => !wards.includes(it))
  return [
    ...wards,
    ...rest.toSorted((one, other) => mix(Number(one.code)) - mix(Number(other.code))),
  ]
}

function communeOf([code, name, kind, province]: CommuneEntry): Commune {
  const placeCodes = provinceOf(province)?.placeCodes ?? []
  const formerPlaceCode = placeCodes[mix(Number(code)) % placeCodes.length] as string
  const former = placeName(formerPlaceCode, addDays(mergedOn, -1))
  return {
    code,
    name,
    kind,
    province,
    formerPlaceCode,
    formerPlace: `${name}, ${former}`,
    place: `${name}, ${provinceOf(province)?.name}`,
    facts: factsOf(province),
  }
}

/**
 * Reads a list of communes: JSON with `units`, each [code, name, kind, province]. Refuses a list
 * that is not whole, and says where.
 */
export function parseCommunes(text: string): CommuneEntry[] {
  const units = unitsOf(text)
  const codes = new Set<string>()
  const wards = new Map<string, number>()
  units.forEach((it, at) => {
    const [code, name, kind, province] = Array.isArray(it) ? (it as unknown[]) : []
    const whole =
      /^\d{5}$/.test(String(code)) &&
      typeof name === 'string' &&
      name.length > 0 &&
      String(kind) in kindWords &&
      provinceOf(String(province)) !== undefined
    if (!whole) {
      throw new Refusal(
        `The list of communes is wrong at entry ${at + 1}: expected [code of 5 digits, name, ` +
          '"ward" | "commune" | "special-zone", code of a province].',
      )
    }
    if (codes.has(String(code))) {
      throw new Refusal(`The list of communes has the code ${String(code)} twice.`)
    }
    codes.add(String(code))
    if (kind === 'ward') wards.set(String(province), (wards.get(String(province)) ?? 0) + 1)
  })
  const poor = provinceFacts.find((it) => (wards.get(it.code) ?? 0) < 2)
  if (poor) throw new Refusal(`The list of communes has fewer than two wards in ${poor.code}.`)
  return units as CommuneEntry[]
}

function unitsOf(text: string): unknown[] {
  try {
    const { units } = JSON.parse(text) as { units?: unknown }
    if (Array.isArray(units)) return units
  } catch {
    // Said below, as for any other text that is not such a list.
  }
  throw new Refusal('The list of communes is not JSON with a list named "units".')
}

function drawsPeopleHere(living: ReadonlyMap<string, unknown>): string {
  return drawsPeople
    .split(', ')
    .filter((it) => living.has(it.slice(0, 2)))
    .join(', ')
}
