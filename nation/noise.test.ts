import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fullName } from '#population'
import { type Known, openNation, openNoise, paperRegistry } from './index.ts'
import { telexOf } from './noise.ts'

const nation = () => openNation({ seed: 3, people: 4_000, today: '2026-11-18' as never })

function* people(): Generator<Known> {
  for (const batch of nation().families()) {
    for (const it of batch.people) {
      yield {
        personId: it.id,
        personalNumber: it.number,
        oldNumber: it.oldNumber,
        fullName: fullName(it.name),
        birthOn: it.birthOn,
        sex: it.sex,
        address: it.currentResidence?.detail ?? null,
        communeCode: it.currentResidence?.communeCode ?? null,
      }
    }
  }
}

describe('the noise model', () => {
  test('the same seed makes the same dirt, another seed other dirt', () => {
    const rows = (seed: number) => [...openNoise(seed).registry(people())]
    assert.deepEqual(rows(5), rows(5))
    assert.notDeepEqual(rows(5), rows(6))
  })

  test('a register without dirt says what is true', () => {
    const none = Object.fromEntries(Object.keys(paperRegistry).map((it) => [it, 0]))
    const clean = [...openNoise(1, none as typeof paperRegistry).registry(people())]
    for (const [at, known] of [...people()].entries()) {
      const { personId, oldNumber: _, ...row } = known
      assert.deepEqual(clean[at], { row, personId })
    }
  })

  test('dirt falls about as often as its rate says', () => {
    const all = [...openNoise(9).registry(people())]
    const share = (is: (it: (typeof all)[number]) => boolean) => all.filter(is).length / all.length
    const near = (found: number, perMille: number) =>
      assert.ok(Math.abs(found - perMille / 1000) < 0.02, `${found} for ${perMille} in a thousand`)
    near(
      share(({ row }) => row.personalNumber === null),
      paperRegistry.numberMissing,
    )
    near(
      share(({ row }) => row.sex === null),
      paperRegistry.sexMissing,
    )
    near(
      share(({ personId }) => personId === null),
      paperRegistry.stranger,
    )
    near(all.length / [...people()].length - 1, paperRegistry.twice + paperRegistry.stranger)
  })

  test('a birth is a day of the calendar, whatever happened to it', () => {
    for (const { row } of openNoise(2).registry(people())) {
      if (row.birthOn === null) continue
      assert.ok(!Number.isNaN(Date.parse(`${row.birthOn}T00:00:00Z`)), row.birthOn)
      assert.equal(new Date(`${row.birthOn}T00:00:00Z`).toISOString().slice(0, 10), row.birthOn)
    }
  })

  test('Telex keys are those that people type', () => {
    const typed = ['Nguyễn', 'Thị', 'Đường', 'Hòa', 'Anh', 'Ứng'].map(telexOf)
    assert.deepEqual(typed, ['Nguyeenx', 'Thij', 'DDuwowngf', 'Hoaf', 'Anh', 'Uwngs'])
  })
})
