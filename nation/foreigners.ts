import { startOf } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import { type Address, type Person, placeName, type Sex } from '#population'
import { addressIn } from './addresses.ts'
import type { Commune } from './communes.ts'
import { dateOf, years } from './day.ts'
import type { Ground } from './member.ts'
import { deck } from './random.ts'
import type { Draft } from './records.ts'

/** A country from which people live here: place code of numbers (annex 2 of Circular 07/2016). */
type Homeland = {
  readonly nationality: string
  readonly placeCode: string
  readonly weight: number
  readonly surnames: readonly string[]
} & Readonly<Record<Sex, readonly string[]>>

const table = `
KOR | 173 | 30 | Kim 9, Lee 7, Park 5, Choi 3, Jung 2, Kang
  | Min-jun, Ji-hoon, Seung-hyun, Dong-wook, Joon-ho | Ji-woo, Seo-yeon, Min-ji, Hye-jin, Soo-jin
CHN | 279 | 26 | Wang 7, Li 7, Zhang 7, Liu 5, Chen 5, Yang 3
  | Wei, Jianguo, Ming, Haoran, Zhiqiang | Xiuying, Fang, Jing, Meiling, Yuxin
JPN | 232 | 14 | Satō 3, Suzuki 3, Takahashi 2, Tanaka 2, Yamamoto
  | Haruto, Kenji, Daisuke, Takashi, Yūta | Yui, Sakura, Naomi, Keiko, Haruka
USA | 175 | 7 | Smith 3, Johnson 2, Miller, Davis, Garcia
  | James, Michael, David, Robert, Daniel | Mary, Jennifer, Emily, Sarah, Laura
LAO | 193 | 5 | Phommachanh, Vongsa, Keomany, Sisouk
  | Bounmy, Khamphone, Somchai, Thongsy | Bouavanh, Khamla, Noy, Souk
KHM | 139 | 6 | Sok, Chea, Kong, Heng, Prak
  | Dara, Sophal, Rith, Vuthy | Bopha, Srey Mom, Chanthou, Sophea
FRA | 240 | 4 | Martin, Bernard, Dubois, Lefèvre, Moreau
  | Pierre, François, Antoine, Julien | Camille, Élodie, Hélène, Chloé
RUS | 231 | 4 | Ivanov, Smirnov, Kuznetsov, Volkov
  | Aleksei, Dmitri, Sergei, Ivan | Anna, Olga, Elena, Irina
DEU | 155 | 2 | Müller, Schmidt, Schneider, Weiß, Köhler
  | Jürgen, Lukas, Thomas, Jörg | Anna, Sabine, Käthe, Lena
AUS | 284 | 2 | Williams, Brown, Taylor, Wilson
  | Jack, Oliver, William, Noah | Olivia, Charlotte, Amelia, Grace`

const homelands: readonly Homeland[] = table
  .trim()
  .split(/\n(?! )/)
  .map((line) => {
    const [nationality = '', placeCode = '', weight, surnames = '', men = '', women = ''] = line
      .split('|')
      .map((it) => it.trim())
    return {
      nationality,
      placeCode,
      weight: Number(weight),
      surnames: deck(surnames),
      male: deck(men),
      female: deck(women),
    }
  })

const byWeight = homelands.flatMap((it) => Array<Homeland>(it.weight).fill(it))

/** One or two people from abroad with a household here. Answers how many they are. */
export function recordForeigners(ground: Ground, commune: Commune, draft: Draft): number {
  const { random, numbers } = ground
  const home = random.pick(byWeight)
  const address = addressIn(commune, random)
  const household = numbers.id('household', random)
  const sex = random.chance(620) ? 'male' : 'female'
  const head = foreigner(ground, home, sex, address, household)
  const people = [head]
  if (random.chance(350)) {
    const other = foreigner(ground, home, sex === 'male' ? 'female' : 'male', address, household)
    people[0] = { ...head, maritalStatus: 'married' }
    people.push({ ...other, maritalStatus: 'married', relationToHead: 'spouse' })
    draft.marriages.push({
      id: numbers.id('marriage', random),
      firstId: head.id,
      secondId: other.id,
      marriedOn: dateOf(ground.opening - random.between(30, 2_000)),
      place: head.birthplace,
      endedOn: null,
      endedBy: null,
    })
  }
  draft.people.push(...people)
  draft.households.push({
    id: household,
    fileNumber: numbers.file(commune.code),
    communeCode: commune.code,
    detail: address.detail,
    headId: head.id,
  })
  return people.length
}

function foreigner(
  ground: Ground,
  home: Homeland,
  sex: Sex,
  address: Address,
  householdId: Id<'household'>,
): Person {
  const { random, numbers, today, opening } = ground
  const birthOn = dateOf(today - years(random.between(32, 58)) - random.below(365))
  const country = placeName(home.placeCode, birthOn) as string
  return {
    id: numbers.id('person', random),
    number: numbers.personal(home.placeCode, sex, birthOn),
    name: { surname: random.pick(home.surnames), middle: '', given: random.pick(home[sex]) },
    otherName: null,
    birthOn,
    sex,
    birthplace: country,
    registrationPlace: country,
    origin: country,
    ethnicity: '55',
    religion: 'none',
    nationality: home.nationality,
    bloodGroup: null,
    oldNumber: null,
    cards: [],
    permanentResidence: null,
    temporaryResidence: address,
    currentResidence: address,
    absence: null,
    householdId,
    relationToHead: 'head',
    maritalStatus: 'single',
    diedOn: null,
    missingOn: null,
    phone: random.chance(700) ? numbers.phone() : null,
    email: null,
    registeredAt: startOf(dateOf(opening + random.below(today - opening))),
  }
}
