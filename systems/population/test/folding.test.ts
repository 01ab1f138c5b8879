import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldName } from '#population'
import { openTestHouse } from '#testing/house'

const vowels = 'aăâeêioôơuưy'
const tones = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323']

test('the database folds names as the program does: every Vietnamese letter, and what else occurs', async () => {
  await using house = await openTestHouse()
  const small = [...vowels].flatMap((vowel) => tones.map((tone) => (vowel + tone).normalize('NFC')))
  const letters = [...small, 'đ', ...'bcdghklmnpqrstvxfjwz'].flatMap((it) => [it, it.toUpperCase()])
  assert.equal(new Set(letters).size, 2 * (12 * 6 + 1 + 20))
  const names = [
    ...letters,
    ...letters.map((it) => it.normalize('NFD')),
    'H’Hen Niê',
    "K' Brếp",
    'Êñuôl Ayŭn Hmŏk',
    'Müller Jörg-Weiß',
    'François Élodie',
    'Satō Yūta',
    'İpek K\u212Aelvin',
    '李 小龍',
    '  hai   khoảng\ttrống ',
    '',
    '...',
    '\u00C5ngstr\u00F6m 1\u00BD',
  ]
  for (const type of ['text', 'text collate "C"']) {
    const { rows } = await house.kernel.database.pool('population').query<{ folded: string }>(
      `select population.fold((name::text)${type.slice(4)}) as folded
         from unnest($1::text[]) with ordinality as it(name, place) order by place`,
      [names],
    )
    assert.deepEqual(
      rows.map((it) => it.folded),
      names.map(foldName),
    )
  }
})
