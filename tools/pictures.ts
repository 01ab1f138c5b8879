/**
 * Takes the pictures of the README from a demonstration center that is running:
 * `node tools/pictures.ts [http://localhost:8080]`. It walks one life event on the way, so the
 * center afterwards holds three cases and one document more.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { wait } from '#kernel/clock'
import { paths } from '#portal/paths.ts'
import { openBrowser } from '#testing/browser'
import { actAs, decide, fill, submitResidence } from '#testing/cases'
import { type Caller, openCaller } from '#testing/house'

const folder = 'docs/pictures'
const largestBytes = 150_000
const desktop = { width: 1200, height: 960 }
const phone = { width: 390, height: 780 }
const api = '/api/public-services/v1'

const site = { url: process.argv[2] ?? 'http://localhost:8080' }
const mother = await actAs(site, 'mother')
const officer = await actAs(site, 'commune-police')
const waiting = await submitResidence(mother)
await officer.caller.post(`${api}/queue/${waiting.id}/take`)
const document = await issue()
const draft = await fill(mother, 'residence-confirmation', {})
const pdf = (await mother.caller.get(`/api/documents/v1/documents/${document}/pdf`)).body as Buffer

mkdirSync(folder, { recursive: true })
const browser = await openBrowser()
try {
  const stranger = openCaller(site.url)
  await take('start', stranger, desktop, paths.start)
  await take('form', mother.caller, phone, paths.case(draft.id))
  await take('review', officer.caller, desktop, paths.review(waiting.id))
  await take('document', mother.caller, phone, paths.document(document))
  await take('accesses', mother.caller, phone, paths.accesses)
  await take('check', stranger, desktop, paths.check, async (page) => {
    const file = { name: 'document.pdf', mimeType: 'application/pdf', buffer: pdf }
    await page.locator('input[type=file]').setInputFiles(file)
    await page.locator('[aria-live=polite]').getByRole('heading').first().waitFor()
  })
} finally {
  await browser.close()
}

/** A confirmation of residence from application to signed document. */
async function issue(): Promise<string> {
  const { id } = await submitResidence(mother)
  const decided = await decide(site, officer, id)
  if (decided.status !== 200) throw new Error(JSON.stringify(decided.body))
  for (let waited = 0; waited < 30_000; waited += 250) {
    const { body } = await mother.caller.get(`${api}/cases/${id}`)
    if (body.case.state === 'completed') return body.case.documentIds[0]
    await wait(250)
  }
  throw new Error('The document was not issued within half a minute.')
}

/** One page as this caller sees it, in English, after `act`. */
async function take(
  name: string,
  caller: Caller,
  viewport: typeof desktop,
  path: string,
  act: (page: Page) => Promise<void> = async () => undefined,
): Promise<void> {
  const context = await browser.newContext({ viewport, colorScheme: 'light' })
  const cookies = [...caller.cookies].map(([key, value]) => ({ name: key, value, url: site.url }))
  await context.addCookies(cookies)
  await context.addInitScript(`localStorage.setItem('ndc-language', 'en')`)
  const page = await context.newPage()
  await page.goto(new URL(path, site.url).href)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  await act(page)
  const picture = await webpOf(await page.screenshot({ animations: 'disabled' }))
  await context.close()
  if (picture.length > largestBytes) {
    throw new Error(`${name}.webp would have ${picture.length} bytes: show less.`)
  }
  writeFileSync(join(folder, `${name}.webp`), picture)
  process.stdout.write(`  ${name}.webp ${Math.round(picture.length / 1000)} kB\n`)
}

/** A picture as WebP, a fifth of its size; the browser itself knows how. */
async function webpOf(png: Buffer): Promise<Buffer> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const script = `(async () => {
    const bytes = await fetch('data:image/png;base64,${png.toString('base64')}')
    const bitmap = await createImageBitmap(await bytes.blob())
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    canvas.getContext('2d').drawImage(bitmap, 0, 0)
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.9 })
    return Array.from(new Uint8Array(await blob.arrayBuffer()))
  })()`
  const bytes = await page.evaluate<number[]>(script)
  await context.close()
  return Buffer.from(bytes)
}
