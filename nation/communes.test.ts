import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { CivilDate } from '#kernel/civil-date'
import { Refusal } from '#kernel/problem'
import { openNation } from '#nation'
import { provinces } from '#population'
import { type CommuneEntry, inventedCommunes, openCommunes, parseCommunes } from './communes.ts'

const official = '../shared/data/communes.json'

describe('communes', () => {
  test('are as many as there are, of each kind, with names of their own in each province', () => {
    const all = inventedCommunes()
    assert.equal(all.length, 3_321)
    assert.equal(all.filter(([, , kind]) => kind === 'ward').length, 697)
    assert.equal(all.filter(([, , kind]) => kind === 'special-zone').length, 13)
    assert.equal(new Set(all.map(([code]) => code)).size, all.length)
    assert.equal(new Set(all.map(([, name, , province]) => province + name)).size, all.length)
    assert.equal(new Set(all.map(([, , , province]) => province)).size, provinces.length)
    for (const [code, name] of all) {
      assert.match(code, /^\d{5}$/)
      assert.match(name, /^(Phường|Xã|Đặc khu) \p{Lu}/u)
    }
  })

  test('are few in a small nation, so that some four hundred people live in each', () => {
    const lived = (people: number) => openCommunes(inventedCommunes(), people).lived
    assert.deepEqual([...new Set(lived(400).map((it) => it.province))], ['01', '40'])
    assert.equal(new Set(lived(2_000).map((it) => it.province)).size, 34)
    assert.ok(Math.abs(lived(200_000).length - 500) < 40)
    assert.equal(lived(10_000_000).length, 3_321)
  })

  test('may be those of a given list, such as the official one', () => {
    const units = inventedCommunes().map((it, at) => (at === 0 ? rename(it) : it))
    const lists = [JSON.stringify({ units })]
    if (existsSync(official)) lists.push(readFileSync(official, 'utf8'))
    for (const list of lists) {
      const communes = parseCommunes(list)
      assert.equal(communes.length, 3_321)
      const today = '2026-11-23' as CivilDate
      const nation = openNation({ seed: 1, people: 500, today, communes })
      assert.ok(nation.units.some((it) => it.name === 'Phường Ba Đình'))
      assert.equal([...nation.families()].flatMap((it) => it.people).length, 500)
    }
  })

  test('a list that is not whole is refused with the place of the mistake', () => {
    const wrong: [string, RegExp][] = [
      ['not json', /not JSON/],
      ['{"units": 1}', /not JSON with a list/],
      ['{"units": [["1", "Phường A", "ward", "01"]]}', /entry 1/],
      ['{"units": [["00001", "Phường A", "town", "01"]]}', /entry 1/],
      ['{"units": [["00001", "Phường A", "ward", "03"]]}', /entry 1/],
      [
        '{"units": [["00001", "Phường A", "ward", "01"], ["00001", "Xã B", "commune", "01"]]}',
        /twice/,
      ],
      ['{"units": [["00001", "Phường A", "ward", "01"]]}', /fewer than two wards/],
    ]
    for (const [text, said] of wrong) {
      assert.throws(
        () => parseCommunes(text),
        (error) => error instanceof Refusal && said.test(error.message),
        text,
      )
    }
  })
})

function rename([code, , kind, province]: CommuneEntry): CommuneEntry {
  return [code, 'Phường Ba Đình', kind, province]
}
