import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '../..')
const kit = join(import.meta.dirname, 'kit')
const sdk = join(import.meta.dirname, 'sdk')
const folder = 'ndc-chain-kit'

type File = { readonly name: string; readonly content: Buffer }

let made: Buffer | undefined

/** The developers' kit as a .tar.gz: the Hardhat project, and in `ndc/` the SDK with what it needs. */
export function kitArchive(): Buffer {
  made ??= gzipSync(tarOf([...kitFiles(), ...sdkFiles()]))
  return made
}

function kitFiles(): File[] {
  return globSync('**/*', { cwd: kit })
    .filter((it) => !/^(node_modules|artifacts|cache|types)(\/|$)/.test(it))
    .filter((it) => statSync(join(kit, it)).isFile())
    .toSorted()
    .map((it) => ({ name: `${folder}/${it}`, content: readFileSync(join(kit, it)) }))
}

/** Every file that the SDK imports, in the folders of this repository, with the names of its doors. */
function sdkFiles(): File[] {
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    imports: Record<string, string>
  }
  const doors: Record<string, string> = {}
  const placeOf = (from: string, specifier: string): string => {
    if (specifier.startsWith('.')) return join(from, '..', specifier)
    const name = imports[specifier] ? specifier : specifier.replace(/\/[^/]+$/, '/*')
    const door = imports[name]
    if (door === undefined) throw new Error(`The SDK imports ${specifier}, which has no door.`)
    doors[name] = door
    return join(root, door.replace('*', specifier.slice(name.length - 1)))
  }
  const found = new Set(globSync('*.ts', { cwd: sdk }).map((it) => join(sdk, it)))
  // The set grows while it is walked.
  for (const file of found) {
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/ from '([.#][^']+)'/g)) {
      const place = placeOf(file, specifier)
      if (existsSync(place)) found.add(place)
    }
  }
  const paper = { type: 'module', private: true, imports: doors }
  return [
    { name: `${folder}/ndc/package.json`, content: Buffer.from(JSON.stringify(paper, null, 2)) },
    { name: `${folder}/ndc/README.md`, content: readFileSync(join(sdk, 'README.md')) },
    ...[...found].toSorted().map((it) => ({
      name: `${folder}/ndc/${relative(root, it)}`,
      content: readFileSync(it),
    })),
  ]
}

const blockBytes = 512

/** POSIX ustar: a header and the content of each file in whole blocks, and two empty blocks. */
function tarOf(files: readonly File[]): Buffer {
  const blocks = files.flatMap(({ name, content }) => {
    const padding = (blockBytes - (content.length % blockBytes)) % blockBytes
    return [headerOf(name, content.length), content, Buffer.alloc(padding)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)])
}

function headerOf(name: string, bytes: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`The name ${name} is too long for an archive.`)
  const header = Buffer.alloc(blockBytes)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  header.write(name, 0)
  header.write(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100)
  header.write(`${octal(bytes, 11)}\0${octal(0, 11)}\0`, 124)
  header.write('        0', 148) // the checksum counts its own place as spaces
  header.write('ustar\u000000', 257)
  const sum = header.reduce((all, it) => all + it, 0)
  header.write(`${octal(sum, 6)}\0 `, 148)
  return header
}
