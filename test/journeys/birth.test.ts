import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '#testing/browser'
import { openStand, type Stand } from '#testing/faults-stand'
import { become, decide, dossierNumber, numberOf } from '#testing/life-events'
import { openVisitor, type Visitor } from '#testing/visitor'

describe('a child is born: one case gives name, number, household and certificate', () => {
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

  test('to married parents, on a phone', async () => {
    await using mother = await openVisitor(browser, stand.url, 'phone')
    await using father = await openVisitor(browser, stand.url, 'phone')
    await using registrar = await openVisitor(browser, stand.url, 'phone')
    await become(mother, 'Nguyễn Thị Mai')
    await beginBirth(mother)
    await goOn(mother, 'Việc sinh')
    await goOn(mother, 'Cha mẹ')
    await nameChild(mother, 'Trần', 'Gia', 'An')
    await live(mother)
    await goOn(mother, 'Nhận thông báo')
    await submit(mother)
    const dossier = await dossierNumber(mother)
    await become(registrar, 'Phạm Thị Thu Hà')
    await decide(registrar, 'Nguyễn Thị Mai', dossier)
    await seeCertificate(mother, 'Trần Gia An')
    await become(father, 'Trần Minh Đức')
    await seeInWallet(father, 'Trần Gia An')
    await seeChild(mother, 'Trần Gia An')
  })

  test('to parents who are not married, on a desktop: the father confirms first', async () => {
    await using mother = await openVisitor(browser, stand.url, 'desktop')
    await using father = await openVisitor(browser, stand.url, 'desktop')
    await using registrar = await openVisitor(browser, stand.url, 'desktop')
    await become(mother, 'Đỗ Thanh Hương')
    await beginBirth(mother)
    await goOn(mother, 'Việc sinh')
    await mother.page.getByText('Cha mẹ', { exact: true }).waitFor()
    await mother.page.getByRole('radio', { name: /Ghi tên cha/ }).check()
    await mother.page
      .getByLabel('Số định danh của người cha')
      .fill(await numberOf(stand, 'Hoàng Văn Phúc'))
    await mother.page.getByLabel('Họ, chữ đệm và tên của người cha').fill('Hoàng Văn Phúc')
    await goOn(mother, 'Cha mẹ')
    await nameChild(mother, 'Hoàng', '', 'Bình')
    await live(mother)
    await goOn(mother, 'Nhận thông báo')
    await submit(mother)
    await mother.page.getByText('Chờ xác nhận').first().waitFor()
    await become(father, 'Hoàng Văn Phúc')
    await confirmAsFather(father, 'Đỗ Thanh Hương')
    const dossier = await dossierNumber(mother)
    await become(registrar, 'Phạm Thị Thu Hà')
    await decide(registrar, 'Đỗ Thanh Hương', dossier)
    await seeCertificate(mother, 'Hoàng Bình')
    await seeInWallet(father, 'Hoàng Bình')
  })
})

async function beginBirth({ page, visit, look }: Visitor): Promise<void> {
  await visit('/public-services/catalogue/birth-registration')
  await look()
  await page.getByRole('button', { name: 'Bắt đầu' }).click()
}

/** One page of questions: what the register knows stands there already. */
async function goOn({ page, look }: Visitor, title: string): Promise<void> {
  await page.getByRole('heading', { name: title, exact: true }).waitFor()
  await look()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
}

async function nameChild(mother: Visitor, surname: string, middle: string, given: string) {
  const { page } = mother
  await page.getByRole('heading', { name: 'Đặt tên cho con' }).waitFor()
  await page.getByRole('button', { name: 'Tiếp tục' }).click()
  await page.getByText('Điền thông tin này.').first().waitFor()
  const said = page.getByRole('radio', { name: surname, exact: true })
  if ((await said.count()) > 0) await said.check()
  await page.getByLabel(/Chữ đệm/).fill(middle)
  await page.getByLabel(/^Tên/).fill(given)
  for (const it of await page.getByRole('radio', { name: 'Theo cha' }).all()) await it.check()
  await goOn(mother, 'Đặt tên cho con')
}

/** The child is entered in a household in the same case. */
async function live(mother: Visitor): Promise<void> {
  const { page } = mother
  await page.getByRole('heading', { name: 'Nơi thường trú của con' }).waitFor()
  const choice = page.getByRole('radio', { name: /Cùng hộ với/ }).first()
  if ((await choice.count()) > 0) await choice.check()
  await goOn(mother, 'Nơi thường trú của con')
}

async function submit(mother: Visitor): Promise<void> {
  await mother.page.getByRole('button', { name: 'Nộp hồ sơ' }).waitFor()
  await mother.look()
  await mother.page.getByRole('button', { name: 'Nộp hồ sơ' }).click()
}

async function confirmAsFather(father: Visitor, mother: string): Promise<void> {
  const { page } = father
  await father.visit('/public-services/cases')
  await father.look()
  await page.getByRole('link', { name: 'Xem và xác nhận' }).click()
  await page.getByText(mother).first().waitFor()
  await father.look()
  await page.getByRole('button', { name: 'Xác nhận và ký' }).click()
  await page.getByRole('button', { name: 'Xác nhận là tôi' }).click()
  await page.getByText('Bạn đã xác nhận').waitFor()
  await father.look()
}

async function seeCertificate(mother: Visitor, child: string): Promise<void> {
  const { page } = mother
  await page.getByRole('link', { name: 'Mở giấy tờ' }).click()
  await page.getByText(child).first().waitFor()
  await mother.look()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /Tải PDF/ }).click(),
  ])
  assert.equal(await download.failure(), null)
}

async function seeInWallet(parent: Visitor, child: string): Promise<void> {
  await parent.visit('/documents')
  await parent.page.getByText(child).first().waitFor()
  await parent.look()
}

async function seeChild(mother: Visitor, child: string): Promise<void> {
  await mother.visit('/population/me')
  await mother.page.getByText(child).first().waitFor()
  await mother.look()
}
