import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')

/** What the QR code on a picture (PNG) says. */
export async function readQr(picture: Uint8Array): Promise<string> {
  const { buffer } = new Uint8Array(readFileSync(wasm))
  await prepareZXingModule({ overrides: { wasmBinary: buffer }, fireImmediately: true })
  const [found] = await readBarcodes(picture, { formats: ['QRCode'] })
  if (!found) throw new Error('There is no QR code on the picture.')
  return found.text
}
