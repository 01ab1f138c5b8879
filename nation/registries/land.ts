import type { Person } from '#population'
import {
  count,
  day,
  type Entry,
  personalNumber,
  type Registry,
  type Row,
  type Scene,
  text,
  where,
  whereFields,
  whose,
  whoseFields,
  whoseOf,
} from './registry.ts'

/** Of the homes, so many stand on land with a certificate; in the country most also till some. */
const perMille = { home: 850, field: 550 }

export const land: Registry = {
  code: 'land',
  member: 'VN/GOV/MAE',
  owner: {
    vi: 'Bộ Nông nghiệp và Môi trường',
    en: 'Ministry of Agriculture and Environment',
  },
  title: { vi: 'Cơ sở dữ liệu đất đai', en: 'Land database' },
  law: 'Luật Đất đai 31/2024/QH15, điều 163–166',
  collections: [
    {
      code: 'parcels',
      title: { vi: 'Thửa đất, nhà ở đã cấp giấy chứng nhận', en: 'Certified parcels and homes' },
      fields: [
        text('id', 'Số phát hành giấy chứng nhận', 'Certificate number'),
        ...whose,
        personalNumber('coOwnerNumber', 'Số định danh người cùng sở hữu', 'Co-owner’s number'),
        text('coOwnerName', 'Người cùng sở hữu', 'Co-owner'),
        count('sheet', 'Tờ bản đồ số', 'Map sheet'),
        count('parcel', 'Thửa đất số', 'Parcel'),
        count('areaSquareMeters', 'Diện tích (m²)', 'Area (m²)'),
        text('use', 'Mục đích sử dụng', 'Use'),
        ...where,
        day('issuedOn', 'Ngày cấp', 'Issued on'),
      ],
      identities: [
        { ...whoseFields, ...whereFields },
        { number: 'coOwnerNumber', name: 'coOwnerName' },
      ],
      dirt: 1.4,
    },
  ],
  *draw(kin, scene) {
    const spouses = new Map(
      kin.marriages
        .filter((it) => !it.endedOn)
        .flatMap((it) => [
          [it.firstId, it.secondId],
          [it.secondId, it.firstId],
        ]),
    )
    const living = Map.groupBy(
      kin.people.filter((it) => !it.diedOn),
      (it) => it.householdId,
    )
    for (const { id, headId, communeCode, detail } of kin.households) {
      const members = living.get(id) ?? []
      const owner = members.find((it) => scene.isPersona(it.id)) ?? kin.person(headId)
      if (!owner || owner.diedOn) continue
      const coOwner = kin.person(spouses.get(owner.id) ?? null)
      const at = { address: detail, communeCode }
      if (scene.isPersona(owner.id) || scene.random.chance(perMille.home)) {
        yield parcel(owner, coOwner, at, 'dwelling', scene)
      }
      const rural = !/đường|khu phố/.test(detail)
      if (rural && scene.random.chance(perMille.field)) {
        yield parcel(owner, coOwner, at, scene.random.chance(700) ? 'rice' : 'perennial', scene)
      }
    }
  },
}

function parcel(
  owner: Person,
  coOwner: Person | undefined,
  at: Row,
  use: 'dwelling' | 'rice' | 'perennial',
  scene: Scene,
): Entry {
  const { random, today } = scene
  const year = Number(today.slice(0, 4)) - random.between(1, 25)
  const serial = scene.serial('certificate')
  const letters = `D${String.fromCharCode(65 + (Math.floor(serial / 1_000_000) % 26))}`
  return {
    collection: 'parcels',
    people: [owner, coOwner],
    row: {
      id: `${letters} ${String(serial % 1_000_000).padStart(6, '0')}`,
      ...whoseOf(owner, scene),
      coOwnerNumber: coOwner?.number ?? null,
      coOwnerName: coOwner ? scene.nameOf(coOwner) : null,
      sheet: random.between(1, 60),
      parcel: random.between(1, 900),
      areaSquareMeters: use === 'dwelling' ? random.between(30, 240) : random.between(200, 5_000),
      use,
      ...at,
      issuedOn: `${year}-${String(random.between(1, 10)).padStart(2, '0')}-20`,
    },
  }
}
