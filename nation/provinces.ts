/**
 * What the nation knows of the 34 provinces: how many people live there (thousands, rounded, for
 * weights only), how many wards, communes and special zones there are since 2025-07-01, how the
 * land lies, which peoples live there beside the Kinh and which religions stand out (per mille).
 */
export type Terrain = 'delta' | 'upland' | 'highland'

export type ProvinceFacts = {
  readonly code: string
  readonly weight: number
  readonly wards: number
  readonly communes: number
  readonly zones: number
  readonly region: 'north' | 'center' | 'south'
  readonly terrain: Terrain
  /** Ethnic group by code, per mille; the Kinh are the rest. */
  readonly peoples: ReadonlyMap<string, number>
  /** Per mille of the Kinh. */
  readonly religions: ReadonlyMap<string, number>
}

const table = `
01 | 8807  | 51 75 0  | north delta     | 06 8, 02 3
04 | 573   | 3 53 0   | north upland    | 02 410, 07 298, 08 117, 09 96, 15 14
08 | 1865  | 7 117 0  | north upland    | 02 245, 08 185, 09 140, 07 50, 15 40
11 | 673   | 3 42 0   | north upland    | 03 380, 08 380, 29 33, 09 11
12 | 512   | 2 36 0   | north upland    | 03 310, 08 240, 09 130, 25 28
14 | 1404  | 8 67 0   | north upland    | 03 535, 08 160, 06 70, 09 18, 29 13
15 | 1778  | 10 89 0  | north upland    | 08 190, 02 160, 09 120, 03 45, 07 25
19 | 1799  | 15 77 0  | north upland    | 02 200, 07 65, 09 50, 18 30, 15 22, 08 15
20 | 881   | 4 61 0   | north upland    | 07 430, 02 355, 09 35
22 | 1497  | 30 22 2  | north delta     | 09 55, 02 30, 18 16, 15 12, 04 3
24 | 3619  | 33 66 0  | north delta     | 07 28, 02 17, 18 9, 15 9
25 | 4022  | 15 133 0 | north delta     | 06 190, 18 11, 09 9, 03 9
31 | 4664  | 45 67 2  | north delta     |
33 | 3567  | 11 93 0  | north delta     |
37 | 4412  | 32 97 0  | north delta     | 06 6
38 | 4324  | 19 147 0 | center delta    | 06 103, 03 62, 08 5
40 | 3831  | 11 119 0 | center delta    | 03 102, 24 21, 29 13, 08 10
42 | 1622  | 9 60 0   | center delta    |
44 | 1870  | 8 69 1   | center delta    | 23 60, 31 10
46 | 1432  | 21 19 0  | center delta    | 31 30, 26 15
48 | 3065  | 23 70 1  | center delta    | 26 22, 14 16
51 | 2161  | 9 86 1   | center highland | 14 80, 19 75, 13 40, 10 15
52 | 3583  | 25 110 0 | center highland | 10 155, 13 65, 17 2
56 | 2243  | 16 48 1  | center delta    | 21 85, 17 35, 16 4
66 | 3346  | 14 88 0  | center highland | 12 130, 07 25, 02 18, 20 17, 08 14, 10 8, 17 7
68 | 3872  | 20 103 1 | center highland | 16 55, 20 20, 07 15, 08 14, 02 13, 17 12, 21 6
75 | 4491  | 33 62 0  | south delta     | 04 28, 22 25, 07 12, 02 12, 05 8
79 | 14002 | 113 54 1 | south delta     | 04 30, 05 4
80 | 3254  | 14 82 0  | south delta     | 05 5, 17 2
82 | 4370  | 20 82 0  | south delta     | 04 1
86 | 4257  | 19 105 0 | south delta     | 05 90, 04 4
91 | 4952  | 14 85 3  | south delta     | 05 85, 04 8, 17 3
92 | 4199  | 31 72 0  | south delta     | 05 115, 04 20
96 | 2606  | 9 55 0   | south delta     | 05 40, 04 10`

const faiths = `
01 | catholicism 24, buddhism 40
15 | catholicism 30
19 | catholicism 20
22 | catholicism 18, buddhism 40
24 | catholicism 20, buddhism 30
25 | catholicism 30
31 | catholicism 40, buddhism 50
33 | catholicism 55, buddhism 40
37 | catholicism 90, buddhism 30
38 | catholicism 40
40 | catholicism 80
42 | catholicism 100
44 | catholicism 65, buddhism 20
46 | buddhism 180, catholicism 35
48 | buddhism 60, catholicism 25
51 | catholicism 50, buddhism 40
52 | catholicism 70, buddhism 50
56 | catholicism 90, buddhism 70
66 | catholicism 90, buddhism 60
68 | catholicism 170, buddhism 90
75 | catholicism 250, buddhism 90
79 | catholicism 110, buddhism 110, protestantism 8
80 | caodaism 160, buddhism 60
82 | hoahao 55, buddhism 60, caodaism 12
86 | buddhism 70, caodaism 25, catholicism 30
91 | hoahao 180, buddhism 120, caodaism 10
92 | hoahao 60, buddhism 100
96 | buddhism 60, caodaism 15`

const religions = new Map(
  faiths
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, 2), shares(line.slice(5))] as const),
)

export const provinceFacts: readonly ProvinceFacts[] = table.trim().split('\n').map(read)

const byCode = new Map(provinceFacts.map((it) => [it.code, it]))

export function factsOf(provinceCode: string): ProvinceFacts {
  const found = byCode.get(provinceCode)
  if (!found) throw new RangeError(`There is no province ${provinceCode}.`)
  return found
}

/** Where work draws people from elsewhere, by weight. */
export const drawsPeople = '79 30, 01 20, 75 10, 24 10, 31 7, 80 6, 48 6, 19 4, 22 4, 25 3'

function read(line: string): ProvinceFacts {
  const [code = '', weight, counts = '', lie = '', peoples = ''] = line
    .split('|')
    .map((it) => it.trim())
  const [wards = 0, communes = 0, zones = 0] = counts.split(' ').map(Number)
  const [region, terrain] = lie.split(/\s+/)
  return {
    code,
    weight: Number(weight),
    wards,
    communes,
    zones,
    region: region as ProvinceFacts['region'],
    terrain: terrain as Terrain,
    peoples: shares(peoples),
    religions: religions.get(code) ?? new Map(),
  }
}

function shares(text: string): ReadonlyMap<string, number> {
  const pairs = text.split(/\s*,\s*/).filter(Boolean)
  return new Map(
    pairs.map((it) => {
      const [name = '', share] = it.split(' ')
      return [name, Number(share)]
    }),
  )
}
