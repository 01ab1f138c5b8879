import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '#testing/browser'
import { openStand, type Stand } from '#testing/faults-stand'
import { become } from '#testing/life-events'
import { openVisitor } from '#testing/visitor'

/** Who looks at which page, as it is before anything has happened. */
const rounds: { who: string | null; pages: string[] }[] = [
  {
    who: null,
    pages: [
      '/',
      '/public-services',
      '/public-services/catalogue/:code',
      '/data-coordination',
      '/documents/check',
      '/documents/check/:code',
      '/identity/log-in',
      '/identity/log-in/phone',
      '/identity/log-in/code',
      '/identity/enrol',
      '/identity/recover',
      '/identity/unlock',
      '/identity/interaction/:uid',
      '/blockchain',
      '/blockchain/blocks',
      '/blockchain/blocks/:number',
      '/blockchain/transactions/:hash',
      '/blockchain/accounts/:address',
      '/blockchain/check',
      '/blockchain/logs',
      '/blockchain/logs/:log',
      '/blockchain/developers',
      '/blockchain/members',
      '/no-such-page',
    ],
  },
  {
    who: 'Nguyễn Thị Mai',
    pages: [
      '/',
      '/public-services/cases',
      '/public-services/consents/:id',
      '/documents',
      '/did/present',
      '/population/me',
      '/population/me/accesses',
      '/data-coordination/consents',
      '/data-coordination/corrections',
      '/data-coordination/corrections/:id',
      '/identity/account',
      '/identity/account/log-ins',
      '/identity/account/consents',
      '/identity/approvals',
      '/identity/device',
    ],
  },
  {
    who: 'Lê Quang Huy',
    pages: [
      '/public-services/queue',
      '/population/people',
      '/identity/accounts',
      '/documents/:id/standing',
    ],
  },
  {
    who: 'Vũ Hoàng Nam',
    pages: [
      '/data-center',
      '/trust-services',
      '/identity/clients',
      '/identity/organisations',
      '/identity/organisations/:id',
      '/data-coordination/registry',
      '/data-coordination/members/:id',
      '/data-coordination/gateways/:id',
      '/data-coordination/changes',
      '/blockchain/members',
      '/blockchain/proposals/new',
    ],
  },
  {
    who: 'Đặng Thu Phương',
    pages: [
      '/data-coordination',
      '/data-coordination/publish',
      '/data-coordination/services/:id',
      '/data-coordination/services/:id/access',
      '/data-coordination/services/:id/version',
      '/data-coordination/flows',
      '/data-coordination/sharing',
      '/data-coordination/requests',
      '/data-coordination/requests/:id',
      '/data-coordination/workshop',
      '/data-coordination/workshop/sources/new',
      '/data-coordination/workshop/datasets/:code/:part',
      '/data-coordination/workshop/runs/:id',
      '/data-coordination/workshop/reviews',
      '/data-coordination/workshop/links',
      '/data-coordination/workshop/links/:id',
      '/data-coordination/workshop/merges/:id',
      '/data-coordination/workshop/dictionary',
      '/data-coordination/workshop/dictionary/:list',
      '/data-coordination/workshop/corrections',
    ],
  },
  { who: 'Hoàng Văn Phúc', pages: ['/did/verifier'] },
]

/** Pages that only what has happened gives content: the walks through a life event look at them. */
const walked = [
  '/public-services/cases/:id',
  '/public-services/queue/:id',
  '/documents/:id',
  '/did/hold/:id',
  '/population/people/:id',
]

const filledIn: Record<string, string> = {
  ':code': 'residence-confirmation',
  ':list': 'sex',
  ':uid': 'abcdefghijklmnopqrstu',
  ':number': '0',
  ':hash': `0x${'00'.repeat(32)}`,
  ':address': '0x0000000000000000000000000000000000007001',
  ':log': 'documents',
  ':id': '01890000-0000-7000-8000-000000000000',
}

describe('every page', () => {
  let stand: Stand
  let browser: Browser
  before(async () => {
    stand = await openStand()
    await stand.start()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await stand[Symbol.asyncDispose]()
  })

  for (const [screen, language] of [['phone', 'vi'] as const, ['desktop', 'en'] as const]) {
    test(`stands well on a ${screen}, ${language}`, async () => {
      // Everyone at once: a page mostly waits.
      await Promise.all(
        rounds.map(async ({ who, pages }) => {
          await using visitor = await openVisitor(browser, stand.url, screen, language)
          if (who) await become(visitor, who)
          for (const path of pages) {
            await visitor.visit(path.replaceAll(/:\w+/g, (it) => filledIn[it] ?? ''))
            await visitor.page.getByRole('heading', { level: 1 }).first().waitFor()
            await visitor.look()
            assert.equal(await visitor.page.evaluate('document.documentElement.lang'), language)
          }
        }),
      )
    })
  }

  test('is looked at here or on a walk', () => {
    const looked = new Set([...rounds.flatMap((it) => it.pages), ...walked])
    const made = globSync('systems/*/web/{pages.tsx,*-pages.ts}').flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      const named = [...text.matchAll(/^const (\w+) = ['`](.+)['`]$/gm)]
      const whole = (path: string): string =>
        named.reduceRight((it, [, name, value]) => it.replace(`\${${name}}`, value ?? ''), path)
      const paths = [...text.matchAll(/path: ['`]([^'`]+)['`]/g)].map(([, path = '']) =>
        whole(path),
      )
      const plain = [...text.matchAll(/path: (\w+),/g)].map(([, name = '']) => whole(`\${${name}}`))
      return [...paths, ...plain]
    })
    assert.ok(made.length > 20)
    assert.deepEqual(
      made.filter((it) => !looked.has(it)),
      [],
    )
  })

  test('waits for less than 250 kB on the first visit, with gzip', async () => {
    await using visitor = await openVisitor(browser, stand.url, 'phone')
    await visitor.visit('/')
    const files = visitor.addresses.filter((it) => !it.startsWith('/api/'))
    const sizes = await Promise.all(files.map((it) => sizeOf(new URL(it, stand.url))))
    const sum = sizes.reduce((a, b) => a + b, 0)
    assert.ok(files.length > 5 && sum > 50_000, files.join('\n'))
    assert.ok(
      sum <= 250_000,
      `${sum} bytes:\n${files.map((it, at) => `${sizes[at]} ${it}`).join('\n')}`,
    )
  })
})

/** Bytes on the wire of one file for a browser that takes gzip. */
function sizeOf(url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0
      answer.on('data', (part: Buffer) => (bytes += part.length))
      answer.on('end', () => resolve(bytes))
    }).on('error', reject)
  })
}
