import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Locator } from 'playwright-core'
import { wait } from '#kernel/clock'
import { openBrowser } from '#testing/browser'
import { openStand, type Stand } from '#testing/faults-stand'
import { become } from '#testing/life-events'
import { openVisitor, type Screen, screens, type Visitor } from '#testing/visitor'

/** Who is to be admitted, one for each screen. */
const newcomers: Record<Screen, { name: string; account: string }> = {
  phone: { name: 'Ngân hàng Nhà nước', account: `0x${'11'.repeat(20)}` },
  desktop: { name: 'Bộ Ngoại giao', account: `0x${'22'.repeat(20)}` },
}

describe('members of the chain decide together', () => {
  let stand: Stand
  let browser: Browser
  before(async () => {
    stand = await openStand()
    await stand.start()
    await nodeAnswers(stand)
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await stand[Symbol.asyncDispose]()
  })

  for (const [at, screen] of (Object.keys(screens) as Screen[]).entries()) {
    test(`a member is proposed, voted on and admitted, on a ${screen}`, async () => {
      await using operator = await openVisitor(browser, stand.url, screen)
      await become(operator, 'Vũ Hoàng Nam')
      const { name } = newcomers[screen]
      await propose(operator, newcomers[screen])
      const { page } = operator
      const card = page.getByRole('article', { name: `${at + 1}. Kết nạp thành viên` })
      await card.getByText(`Kết nạp ${name}`).waitFor()
      await operator.look()
      await vote(card)
      await operator.look()
      await card.getByRole('button', { name: 'Thi hành' }).click()
      await card.getByText('Đã thông qua').waitFor()
      await page.getByText(name, { exact: true }).first().waitFor()
      assert.equal(await card.getByRole('button').count(), 0, 'what is decided stays decided')
      await operator.look()
    })
  }
})

/** The node starts beside the center, and is there a moment later. */
async function nodeAnswers({ url }: Stand): Promise<void> {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 50) {
    if ((await fetch(`${url}/api/blockchain/v1/overview`)).status === 200) return
    await wait(50)
  }
  throw new Error('The node of the chain does not answer.')
}

async function propose(
  { page, visit, look }: Visitor,
  { name, account }: { name: string; account: string },
): Promise<void> {
  await visit('/blockchain/members')
  await page.getByRole('link', { name: 'Đưa ra biểu quyết' }).click()
  await page.getByLabel('Tên cơ quan, tổ chức').fill(name)
  await page.getByLabel('Tài khoản trên chuỗi').fill(account)
  await page.getByLabel('Lý do').fill(`Kết nạp ${name} để neo dữ liệu thanh toán`)
  await look()
  await page.getByRole('button', { name: 'Đưa ra biểu quyết' }).click()
  await page.getByRole('heading', { level: 1, name: 'Thành viên và biểu quyết' }).waitFor()
}

/** For one member after the other, until enough are in favour. */
async function vote(card: Locator): Promise<void> {
  const enough = card.getByRole('button', { name: 'Thi hành' })
  for (let inFavour = 1; !(await enough.isVisible()); inFavour++) {
    await card.getByRole('button', { name: 'Thuận' }).click()
    await card.getByText(new RegExp(`^${inFavour + 1} thuận, `)).waitFor()
  }
}
