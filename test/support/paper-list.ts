import pg from 'pg'
import { type Known, openNoise, paperRegistry } from '#nation'

/**
 * A list of health insurance cards as an office typed it: CSV with Vietnamese headings, of people
 * of the register with the dirt of paper, and with one row of the given person that is clean.
 */
export async function paperList(ownerUrl: string, number: string): Promise<string> {
  const people = await knownPeople(ownerUrl)
  const clean = people.find((it) => it.personalNumber === number)
  if (!clean) throw new Error('The register does not know this person.')
  const others = people.filter((it) => it !== clean)
  const rates = { ...paperRegistry, letter: 200, middleDropped: 100 }
  const dirty = [...openNoise(7, rates).registry(others)].map(({ row }) => row)
  const lines = [clean, ...dirty].map((it, at) => {
    // What no mapping can carry over: a day that never was, a sex that no list knows.
    const birth = at === 5 ? '31/02/1980' : it.birthOn?.split('-').toReversed().join('/')
    const sex = at === 6 ? 'Nmm' : it.sex === 'male' ? 'Nam' : it.sex === 'female' ? 'Nữ' : it.sex
    const card = `HC4${String(at).padStart(12, '0')}`
    return [card, it.personalNumber, it.fullName, birth, sex, it.address, it.communeCode]
  })
  const head = 'Mã thẻ,Số định danh,Họ và tên,Ngày sinh,Giới tính,Địa chỉ,Mã xã'
  return [head, ...lines.map((it) => it.map(quoted).join(','))].join('\n')
}

async function knownPeople(connectionString: string): Promise<Known[]> {
  const owner = new pg.Client({ connectionString })
  await owner.connect()
  try {
    const { rows } = await owner.query<Known>(
      `select id as "personId", number as "personalNumber", old_number as "oldNumber",
         full_name as "fullName", to_char(birth_on, 'YYYY-MM-DD') as "birthOn", sex,
         permanent_detail as address, permanent_commune as "communeCode"
       from population.person where died_on is null and nationality = 'VNM' order by number`,
    )
    return rows
  } finally {
    await owner.end()
  }
}

function quoted(value: string | null | undefined): string {
  return `"${(value ?? '').replaceAll('"', '""')}"`
}
