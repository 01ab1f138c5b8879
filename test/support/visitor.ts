import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export const screens = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 860 },
} as const
export type Screen = keyof typeof screens

/** Someone at a screen of their own, with a browser that holds nothing of anyone else. */
export type Visitor = AsyncDisposable & {
  readonly page: Page
  /** Every address that the browser asked for, without its server. */
  readonly addresses: readonly string[]
  /** Gives the device an authenticator that the browser takes for its own (CDP WebAuthn). */
  haveAuthenticator(): Promise<void>
  /** Goes to an address and waits until the page has settled. */
  visit(path: string): Promise<void>
  /**
   * Looks at the page as it stands, in light and in dark: nothing serious for people who use
   * assistive technology (axe-core, WCAG 2.2 AA), no sideways scrolling, no error in the console.
   */
  look(): Promise<void>
}

export async function openVisitor(
  browser: Browser,
  url: string,
  screen: Screen,
  language: 'vi' | 'en' = 'vi',
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: screens[screen],
    locale: language === 'vi' ? 'vi-VN' : 'en-GB',
    reducedMotion: 'reduce',
  })
  // Vietnamese until the reader chooses: as if chosen on an earlier visit.
  await context.addInitScript(`localStorage.setItem('ndc-language', '${language}')`)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const broken: string[] = []
  const addresses: string[] = []
  page.on('pageerror', (error) => broken.push(error.message))
  page.on('console', (said) => {
    // What the server refused is shown on the page, and the browser notes it here as well.
    if (said.type() === 'error' && !/status of 4\d\d/.test(said.text())) broken.push(said.text())
  })
  page.on('request', (request) => addresses.push(request.url().slice(url.length)))

  return {
    page,
    addresses,

    async haveAuthenticator() {
      const session = await context.newCDPSession(page)
      await session.send('WebAuthn.enable')
      await session.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      })
    },

    async visit(path) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
    },

    async look() {
      await page.waitForLoadState('networkidle')
      const where = `${screen} ${new URL(page.url()).pathname}`
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        assert.deepEqual(await seriousFaults(page), [], `${where} in ${colorScheme}`)
      }
      await page.emulateMedia({ colorScheme: 'light' })
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      assert.ok(over <= 0, `${where} is ${over} pixels too wide`)
      assert.deepEqual(broken, [], where)
    },

    [Symbol.asyncDispose]: () => context.close(),
  }
}

type Finding = { id: string; impact: string; nodes: { html: string }[] }

async function seriousFaults(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the page's own rules would refuse it, and rightly.
  await page.evaluate(axe)
  const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`)
  return (found as { violations: Finding[] }).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' · ')}`)
}
