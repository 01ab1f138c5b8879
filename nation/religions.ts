import type { Religion } from '#population'
import type { ProvinceFacts } from './provinces.ts'
import type { Random } from './random.ts'

/** Per mille, for the Kinh wherever their province says nothing else. */
const usual: ReadonlyMap<string, number> = new Map([
  ['buddhism', 30],
  ['catholicism', 25],
  ['protestantism', 5],
  ['other', 2],
])

/** Per mille of the peoples whose faith is their own. */
const ofPeoples: Readonly<Record<string, ReadonlyMap<string, number>>> = {
  '04': new Map([['buddhism', 180]]),
  '05': new Map([['buddhism', 930]]),
  '08': new Map([['protestantism', 240]]),
  '10': new Map([
    ['protestantism', 300],
    ['catholicism', 60],
  ]),
  '12': new Map([
    ['protestantism', 350],
    ['catholicism', 60],
  ]),
  '13': new Map([['catholicism', 400]]),
  '14': new Map([['catholicism', 350]]),
  '16': new Map([
    ['catholicism', 350],
    ['protestantism', 350],
  ]),
  '17': new Map([
    ['other', 400],
    ['islam', 350],
  ]),
  '20': new Map([['protestantism', 420]]),
  '22': new Map([['protestantism', 450]]),
}

export function drawReligion(people: string, facts: ProvinceFacts, random: Random): Religion {
  const own = ofPeoples[people]
  const shares = own ?? (people === '01' ? facts.religions : new Map<string, number>())
  let roll = random.below(1_000)
  for (const [religion, share] of shares) {
    if (roll < share) return religion as Religion
    roll -= share
  }
  if (own || people !== '01') return 'none'
  for (const [religion, share] of usual) {
    if (shares.has(religion)) continue
    if (roll < share) return religion as Religion
    roll -= share
  }
  return 'none'
}
