import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const papers = globSync(['*.md', 'docs/**/*.md', 'systems/*/README.md', 'bench/*.md']).map(
  (file) => ({ file, text: readFileSync(file, 'utf8') }),
)

test('every link and picture in the papers leads to something that is there', () => {
  const astray = papers.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)|<img src="([^"]+)"/g)]
      .map(([, link, picture]) => link ?? picture ?? '')
      .filter((it) => !/^[a-z]+:/.test(it) && !existsSync(join(dirname(file), it)))
      .map((it) => `${file}: ${it}`),
  )
  assert.deepEqual(astray, [])
})

test('every command that the papers name exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>
  }
  const unknown = papers.flatMap(({ file, text }) =>
    [...text.matchAll(/npm run (?:-s )?([a-z-]+)/g)]
      .filter(([, name]) => !((name as string) in scripts))
      .map(([command]) => `${file}: ${command}`),
  )
  assert.deepEqual(unknown, [])
})

test('decisions have a number of their own and say what, why and what follows', () => {
  const decisions = papers.filter(({ file }) => file.startsWith('docs/decisions/'))
  const numbers = decisions.map(({ file }) => /(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1])
  assert.equal(new Set(numbers).size, decisions.length)
  for (const [at, { file, text }] of decisions.entries()) {
    assert.ok(text.startsWith(`# ${numbers[at]} `), file)
    for (const part of ['Decision', 'Rationale', 'Consequence']) {
      assert.ok(
        new RegExp(`^(## ${part}$|\\*\\*${part}\\*\\* )`, 'm').test(text),
        `${file} has no ${part}`,
      )
    }
  }
})

test('pictures are light', () => {
  const heavy = globSync('docs/pictures/*').filter((it) => statSync(it).size > 150_000)
  assert.deepEqual(heavy, [])
})
