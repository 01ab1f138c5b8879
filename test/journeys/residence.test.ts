import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '#testing/browser'
import { openStand, type Stand } from '#testing/faults-stand'
import { become, decide, dossierNumber, type Newcomer, newcomers } from '#testing/life-events'
import { readQr } from '#testing/qr'
import { openVisitor, type Screen, screens, type Visitor } from '#testing/visitor'

describe('a person proves who they are once and receives a document that anyone can check', () => {
  let stand: Stand
  let browser: Browser
  let people: Newcomer[]
  before(async () => {
    stand = await openStand({
      settings: { NDC_NATION_PEOPLE: '2000', NDC_LOG_LEVEL: 'info' },
    })
    await stand.start()
    browser = await openBrowser()
    people = await newcomers(stand)
  })
  after(async () => {
    await browser.close()
    await stand[Symbol.asyncDispose]()
  })

  for (const screen of Object.keys(screens) as Screen[]) {
    test(`on a ${screen}`, async () => {
      const person = people.pop() as Newcomer
      await using citizen = await openVisitor(browser, stand.url, screen)
      await using officer = await openVisitor(browser, stand.url, screen)
      await using landlord = await openVisitor(browser, stand.url, screen)
      await using stranger = await openVisitor(browser, stand.url, screen)

      await enrol(citizen, person)
      await raiseLevel(citizen, officer, person)
      await logInAgain(citizen)
      const dossier = await apply(citizen)
      await decide(officer, person.fullName, dossier)
      const { pdf, code } = await takeDocument(citizen)
      await check(stranger, pdf, code, person)
      await present(citizen, landlord, person)
      await readAccesses(citizen)
      await revoke(officer, stranger, citizen, code)

      for (const { addresses } of [citizen, officer, landlord, stranger]) {
        assert.deepEqual(
          addresses.filter((it) => it.includes(person.number)),
          [],
          'a personal number stands in an address',
        )
      }
      const said = stand.said()
      assert.match(said, /"operation":"caseSubmit"/)
      for (const secret of [person.number, person.fullName]) {
        assert.ok(!said.includes(secret), 'personal data stands in the log')
      }
    })
  }
})

async function enrol(citizen: Visitor, person: Newcomer): Promise<void> {
  const { page } = citizen
  await citizen.haveAuthenticator()
  await citizen.visit('/')
  await citizen.look()
  await page.getByRole('link', { name: 'Đăng nhập' }).first().click()
  await citizen.look()
  await page.getByRole('link', { name: /Đăng ký/ }).click()
  await page.getByLabel('Số định danh cá nhân').fill(person.number)
  await page.getByLabel('Họ và tên').fill(person.fullName)
  await page.getByLabel('Ngày sinh').fill('01/01/1901')
  await page.getByLabel('Ngày cấp thẻ căn cước').fill(person.cardIssuedOn)
  await page.getByRole('button', { name: 'Đối chiếu và tiếp tục' }).click()
  await page.getByRole('alert').waitFor()
  await citizen.look()
  await page.getByLabel('Ngày sinh').fill(person.birthOn)
  await page.getByRole('button', { name: 'Đối chiếu và tiếp tục' }).click()
  await page.getByRole('button', { name: 'Tạo khóa truy cập' }).waitFor()
  await citizen.look()
  await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click()
  await page.getByRole('button', { name: new RegExp(person.fullName) }).waitFor()
}

/** The person stands before the official of their commune, and shows a code. */
async function raiseLevel(citizen: Visitor, officer: Visitor, person: Newcomer): Promise<void> {
  await citizen.visit('/identity/account')
  await citizen.page.getByRole('button', { name: 'Lấy mã nâng mức' }).click()
  const code = await citizen.page.getByText(/^\d{4}-\d{4}-\d{4}$|^\d{6,8}$/).textContent()
  await citizen.look()
  await become(officer, 'Lê Quang Huy')
  await officer.visit('/identity/accounts')
  await officer.page.getByLabel('Số định danh cá nhân').fill(person.number)
  await officer.page.getByRole('button', { name: 'Tìm tài khoản' }).click()
  await officer.page.getByLabel('Mã trên màn hình').fill(code ?? '')
  const form = officer.page.locator('form').filter({ hasText: 'Nâng lên mức 2' })
  await form.getByLabel('Thẻ căn cước').check()
  await form.getByLabel(/Tôi đã đối chiếu/).check()
  await officer.look()
  await form.getByRole('button', { name: 'Xác minh và nâng mức' }).click()
  await form.waitFor({ state: 'detached' })
  await officer.page.getByText(/Mức 2/).waitFor()
}

async function logInAgain(citizen: Visitor): Promise<void> {
  const { page } = citizen
  await page.getByRole('button', { name: /tài khoản của/ }).click()
  await citizen.look()
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).click()
  await page.getByRole('link', { name: 'Đăng nhập' }).first().waitFor()
  await citizen.visit('/public-services/catalogue/residence-confirmation')
  await citizen.look()
  await page.getByRole('button', { name: 'Đăng nhập để bắt đầu' }).click()
  await page.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click()
  await page.getByRole('button', { name: 'Bắt đầu' }).click()
}

/** From the catalogue to the dossier number; only what the state does not know is asked. */
async function apply(citizen: Visitor): Promise<string> {
  const { page } = citizen
  const go = page.getByRole('button', { name: 'Tiếp tục' })
  await page.getByText('Nội dung được xác nhận').waitFor()
  await page.getByText(/Nguồn: Cơ sở dữ liệu quốc gia về dân cư/).waitFor()
  await citizen.look()
  await go.click()
  await page.getByRole('radio', { name: /Thuê, mua nhà/ }).check()
  await citizen.look()
  await go.click()
  await page.getByText('Nhận thông báo').waitFor()
  // What was answered is kept: the page can be left and opened again.
  await page.reload()
  await page.getByText('Nhận thông báo').waitFor()
  await citizen.look()
  await go.click()
  await page.getByRole('button', { name: 'Nộp hồ sơ' }).waitFor()
  await citizen.look()
  await page.getByRole('button', { name: 'Nộp hồ sơ' }).click()
  return dossierNumber(citizen)
}

async function takeDocument(citizen: Visitor): Promise<{ pdf: Buffer; code: string }> {
  const { page } = citizen
  await page.getByRole('link', { name: 'Mở giấy tờ' }).click()
  await page.getByRole('link', { name: 'Đưa vào ví' }).click()
  await page.getByRole('button', { name: /Đưa vào ví/ }).click()
  await page.getByText('Có trong ví').waitFor()
  await citizen.look()
  await page.goBack()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /Tải PDF/ }).click(),
  ])
  const pdf = readFileSync(await download.path())
  const picture = await page.getByRole('img', { name: /QR/ }).screenshot()
  const code = new URL(await readQr(picture)).pathname
  await citizen.visit('/documents')
  await citizen.look()
  return { pdf, code }
}

/** Someone who knows nobody here checks the file, a changed file, and the code on the paper. */
async function check(stranger: Visitor, pdf: Buffer, code: string, person: Newcomer) {
  const { page } = stranger
  const give = (buffer: Buffer) =>
    page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'giay-to.pdf', mimeType: 'application/pdf', buffer })
  const masked = page.getByText(
    person.fullName.replace(/\p{L}+/gu, (it) => it[0] + '•'.repeat(it.length - 1)),
  )
  await stranger.visit('/documents/check')
  await stranger.look()
  await give(pdf)
  await page.getByText('Giấy tờ thật, còn hiệu lực').waitFor()
  await masked.waitFor()
  await stranger.look()
  const forged = Buffer.from(pdf)
  const at = Math.floor(forged.length / 3)
  forged[at] = (forged[at] ?? 0) ^ 1
  await stranger.visit('/documents/check')
  await give(forged)
  await page.getByText('Không chấp nhận giấy này').waitFor()
  await stranger.look()
  await stranger.visit(code)
  await page.getByText('Mã này thuộc một giấy tờ thật').waitFor()
  await masked.waitFor()
  await stranger.look()
}

/** The landlord asks by OpenID4VP for two facts, and the holder shows them and no more. */
async function present(citizen: Visitor, landlord: Visitor, person: Newcomer): Promise<void> {
  await become(landlord, 'Hoàng Văn Phúc')
  await landlord.look()
  await landlord.page.getByRole('checkbox', { name: 'Họ, chữ đệm và tên' }).check()
  await landlord.page.getByRole('checkbox', { name: 'Nơi thường trú' }).check()
  await landlord.page.getByLabel(/Để làm gì/).fill('Ký hợp đồng thuê nhà')
  await landlord.page.getByRole('button', { name: /Tạo mã/ }).click()
  const link = await landlord.page.getByRole('link', { name: 'Mở ví khác' }).getAttribute('href')
  await landlord.look()
  await citizen.visit(`/did/present${link?.replace('openid4vp://', '')}`)
  await citizen.page.getByRole('checkbox', { name: /Họ, chữ đệm/ }).check()
  await citizen.page.getByRole('checkbox', { name: /Nơi thường trú/ }).check()
  await citizen.look()
  await citizen.page.getByRole('button', { name: /Cho xem 2/ }).click()
  await citizen.page.getByText('Đã cho xem').waitFor()
  await landlord.page.getByText('Đã chứng minh').waitFor()
  await landlord.page.getByText(person.fullName).first().waitFor()
  await landlord.look()
  assert.equal(await landlord.page.getByText(person.birthOn).count(), 0, 'more than asked is shown')
}

/** The agency ends the document: the code says so, and the holder is told. */
async function revoke(officer: Visitor, stranger: Visitor, citizen: Visitor, code: string) {
  const { page } = officer
  await page.getByRole('link', { name: 'Xem hiệu lực hoặc thu hồi' }).click()
  await page.getByLabel('Lý do').fill('Cấp nhầm nội dung.')
  await officer.look()
  await page.getByRole('button', { name: 'Thu hồi giấy tờ' }).click()
  await page.getByText('Cấp nhầm nội dung.').first().waitFor()
  await officer.look()
  await stranger.visit(code)
  await stranger.page.getByText('Giấy tờ này không còn hiệu lực').waitFor()
  await stranger.look()
  await citizen.visit('/documents')
  await citizen.page.getByRole('button', { name: /Thông báo: \d+ chưa đọc/ }).click()
  await citizen.page
    .getByText(/đã bị thu hồi/)
    .first()
    .waitFor()
  await citizen.look()
}

async function readAccesses(citizen: Visitor): Promise<void> {
  await citizen.visit('/population/me/accesses')
  await citizen.page.getByText('Lê Quang Huy').first().waitFor()
  await citizen.look()
  await citizen.visit('/population/me')
  await citizen.look()
}
