import { spawnSync } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const shelf = resolve(import.meta.dirname, '../../node_modules/.cache/ndc')

/** A real Chromium: the one that npm delivered (x64), or the one that CHROMIUM_PATH names. */
export async function openBrowser(): Promise<Browser> {
  const own = process.env['CHROMIUM_PATH']
  const folder = own ? undefined : await unpackChromium()
  return chromium.launch({
    executablePath: own ?? join(folder as string, 'chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
    ],
    env: {
      ...(process.env as Record<string, string>),
      ...(folder && { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_PATH: folder }),
    },
  })
}

/** Unpacks browser, libraries and fonts once; safe when two processes do so at a time. */
async function unpackChromium(): Promise<string> {
  const bin = join(dirname(require.resolve('@sparticuz/chromium')), '../bin')
  const folder = join(shelf, 'chromium-153.0.0')
  if (!existsSync(folder)) {
    mkdirSync(shelf, { recursive: true })
    const draft = mkdtempSync(join(shelf, 'unpack-'))
    await unpack(join(bin, 'chromium.br'), join(draft, 'chromium'), 0o755)
    for (const name of ['al2023', 'fonts']) {
      const archive = join(draft, `${name}.tar`)
      await unpack(join(bin, `${name}.tar.br`), archive, 0o644)
      const done = spawnSync('tar', ['-xf', archive], { cwd: draft, encoding: 'utf8' })
      if (done.status !== 0) throw new Error(done.stderr)
      rmSync(archive)
    }
    try {
      renameSync(draft, folder)
    } catch {
      rmSync(draft, { recursive: true, force: true })
    }
  }
  writeFileSync(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>` +
      `<dir>${folder}/fonts</dir><dir>/usr/share/fonts</dir>` +
      `<cachedir>${folder}/font-cache</cachedir></fontconfig>`,
  )
  return folder
}

function unpack(from: string, to: string, mode: number): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode }))
}
