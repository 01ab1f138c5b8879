import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { openBrowser } from '#testing/browser'
import { openStand, type Stand } from '#testing/faults-stand'
import { ageLogIns, become } from '#testing/life-events'
import { openVisitor, type Screen, screens, type Visitor } from '#testing/visitor'

/** What an operator ends, one for each screen: the center makes another when it is needed. */
const units: Record<Screen, string> = {
  phone: 'Dấu thời gian NDC',
  desktop: 'Trả lời trạng thái chứng thư NDC',
}

/** Husbands who head a household with their wives, one for each screen. */
const couples: Record<Screen, [husband: string, wife: string]> = {
  phone: ['Đỗ Văn Thắng', 'Nguyễn Thị Lý'],
  desktop: ['Nguyễn Văn Bình', 'Phạm Thị Hạnh'],
}

describe('officials keep the register and the certificates', () => {
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

  for (const screen of Object.keys(screens) as Screen[]) {
    test(`a death is recorded, and what follows from it, on a ${screen}`, async () => {
      await using registrar = await openVisitor(browser, stand.url, screen)
      const [husband, wife] = couples[screen]
      await become(registrar, 'Phạm Thị Thu Hà')
      await open(registrar, husband)
      await reportDeath(registrar, '01/01/2040')
      await registrar.page.getByText('Ngày có hiệu lực không được ở tương lai.').waitFor()
      await registrar.look()
      await registrar.page.getByLabel('Ngày mất').fill('02/11/2026')
      await ageLogIns(stand)
      await confirm(registrar, `${wife} chuyển thành “Góa”`)
      await registrar.page.getByRole('button', { name: 'Xác nhận là tôi' }).click()
      await seeDeath(registrar, wife)
    })

    test(`a move is recorded, and stands in the history, on a ${screen}`, async () => {
      await using registrar = await openVisitor(browser, stand.url, screen)
      await become(registrar, 'Phạm Thị Thu Hà')
      await open(registrar, couples[screen][1])
      await reportMove(registrar)
      await confirm(registrar, 'hộ mới')
      const { page } = registrar
      await page.getByText('Đã ghi nhận: Thay đổi nơi cư trú').waitFor()
      await page.getByText('Tờ khai CT01 số 7').waitFor()
      await registrar.look()
      await page.getByRole('tab', { name: 'Thông tin' }).click()
      await page
        .getByText(/^Số 12, đường Lê Lợi, /)
        .first()
        .waitFor()
      await registrar.look()
    })

    test(`a certificate is revoked, and everyone can know, on a ${screen}`, async () => {
      await using operator = await openVisitor(browser, stand.url, screen)
      await become(operator, 'Vũ Hoàng Nam')
      const before = await openTrustServices(operator)
      const serial = await revoke(operator, stand, units[screen])
      const { page } = operator
      await page.getByRole('button', { name: 'Đóng' }).click()
      await page.getByText(`${before + 1} chứng thư bị thu hồi`).waitFor()
      await page.getByLabel('Tên hoặc số chứng thư').fill(serial)
      await page.getByRole('button', { name: 'Đã thu hồi' }).waitFor()
      await operator.look()
      const known = await fetch(`${stand.url}/api/trust-services/v1/certificates/${serial}`)
      const { status, reason } = (await known.json()) as { status: string; reason: { vi: string } }
      assert.deepEqual([status, reason.vi], ['revoked', 'Đã có chứng thư thay thế'])
    })
  }
})

async function open({ page, visit }: Visitor, name: string): Promise<void> {
  await visit('/population/people')
  await page.getByLabel('Họ tên hoặc số định danh').fill(name)
  await page.getByRole('button', { name: 'Tra cứu', exact: true }).click()
  await page
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .first()
    .click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page.getByRole('tab', { name: 'Ghi nhận sự kiện' }).click()
}

/** First with nothing filled in, then with what the server refuses. */
async function reportDeath({ page, look }: Visitor, on: string): Promise<void> {
  await page.getByRole('radio', { name: 'Khai tử' }).check()
  await page.getByRole('button', { name: 'Xem thay đổi' }).click()
  await page.getByText('Ghi giấy tờ làm căn cứ.').waitFor()
  await look()
  await page.getByLabel('Giấy tờ làm căn cứ').fill('Giấy báo tử số 42/GBT, Bệnh viện Bạch Mai')
  await page.getByLabel('Ngày mất').fill(on)
  await page.getByRole('button', { name: 'Xem thay đổi' }).click()
  await page.getByRole('button', { name: 'Ghi nhận', exact: true }).click()
}

async function reportMove({ page, look }: Visitor): Promise<void> {
  await page.getByRole('radio', { name: 'Thay đổi nơi cư trú' }).check()
  await page.getByRole('combobox', { name: 'Tỉnh, thành phố' }).click()
  await page.getByRole('listbox').getByRole('option').first().click()
  await page.getByRole('combobox', { name: 'Xã, phường' }).click()
  await page.getByRole('listbox').getByRole('option').first().click()
  await page.getByLabel(/^Số nhà/).fill('Số 12, đường Lê Lợi')
  await page.getByLabel('Giấy tờ làm căn cứ').fill('Tờ khai CT01 số 7')
  await look()
}

/** What will change is read before anything is sent. */
async function confirm({ page, look }: Visitor, consequence: string): Promise<void> {
  await page.getByRole('button', { name: 'Xem thay đổi' }).click()
  await page.getByRole('dialog').getByText(consequence).first().waitFor()
  await look()
  await page.getByRole('button', { name: 'Ghi nhận', exact: true }).click()
}

/** The history says both times; the widow is found from the page of the husband's household. */
async function seeDeath(registrar: Visitor, wife: string): Promise<void> {
  const { page, look } = registrar
  await page.getByText('Đã ghi nhận: Khai tử').waitFor()
  await page.getByText('Có hiệu lực từ 02/11/2026').first().waitFor()
  await page
    .getByText(/^Ghi nhận lúc \d\d:\d\d/)
    .first()
    .waitFor()
  await page.getByText('Đã mất 02/11/2026').waitFor()
  await look()
  await open(registrar, wife)
  await page.getByRole('tab', { name: 'Lịch sử' }).click()
  await page.getByText(/Góa$/).first().waitFor()
  await look()
}

/** Opens the page from that of operations; returns how many are revoked. */
async function openTrustServices({ page, visit, look }: Visitor): Promise<number> {
  await visit('/data-center')
  await page.getByRole('link', { name: 'Chữ ký số và dấu thời gian' }).click()
  await page.getByRole('heading', { name: 'Chứng thư đã cấp' }).waitFor()
  const issuing = page.getByRole('article').filter({ hasText: 'Cơ quan cấp chứng thư' })
  const said = await issuing.getByText(/chứng thư bị thu hồi/).textContent()
  await look()
  return Number.parseInt(said ?? '', 10)
}

/** Ends the certificate of a unit, as after its successor; returns its serial number. */
async function revoke({ page, look }: Visitor, stand: Stand, unit: string): Promise<string> {
  await page.getByLabel('Tên hoặc số chứng thư').fill(unit.toLowerCase())
  await page.getByRole('button', { name: new RegExp(`^${unit}.*Có hiệu lực`) }).click()
  const dialog = page.getByRole('dialog')
  const serial = await dialog.getByText(/^([0-9a-f]{4} ?){8}$/).textContent()
  const button = dialog.getByRole('button', { name: 'Thu hồi chứng thư' })
  assert.ok(await button.isDisabled(), 'a reason must be chosen first')
  await dialog.getByRole('radio', { name: 'Đã có chứng thư thay thế' }).check()
  await dialog.getByRole('checkbox').check()
  await look()
  await ageLogIns(stand)
  await button.click()
  await page.getByRole('button', { name: 'Xác nhận là tôi' }).click()
  await dialog.getByRole('button', { name: 'Cho phép cấp lại' }).waitFor()
  await look()
  await dialog.getByRole('button', { name: 'Cho phép cấp lại' }).click()
  await dialog.getByText('Người giữ được cấp chứng thư khác ở lần ký sau.').waitFor()
  return (serial ?? '').replaceAll(' ', '')
}
