import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { wait } from '#kernel/clock'
import { type Seat, takeSeat } from '#nation/hosting'
import { openBrowser } from '#testing/browser'
import { openStand, type Stand } from '#testing/faults-stand'
import { type GatewayProcess, openGatewayProcess } from '#testing/gateway-process'
import { become, numberOf } from '#testing/life-events'
import { paperList } from '#testing/paper-list'
import { openVisitor, type Visitor } from '#testing/visitor'

const api = '/api/data-coordination/v1'
const dataset = '/data-coordination/workshop/datasets/the-bao-hiem-y-te'

describe('a steward makes a dirty list into data that others can ask for', () => {
  let stand: Stand
  let browser: Browser
  const gateways: GatewayProcess[] = []
  before(async () => {
    stand = await openStand()
    await stand.start()
    const operator = await takeSeat(stand.url, 'operator')
    const both = [
      bringIn(operator, 'GOV', 'NDC', 'workshop'),
      bringIn(operator, 'COM', '0100112437', 'kyc'),
    ]
    gateways.push(...(await Promise.all(both)))
    browser = await openBrowser()
  })
  after(async () => {
    await browser?.close()
    for (const it of gateways) await it[Symbol.asyncDispose]()
    await stand[Symbol.asyncDispose]()
  })

  test('from a file typed by hand to the person who sees who asked', async () => {
    const number = await numberOf(stand, 'Nguyễn Thị Mai')
    await using steward = await openVisitor(browser, stand.url, 'desktop')
    await become(steward, 'Đặng Thu Phương')
    await connect(steward, await paperList(stand.ownerUrl(), number))
    await map(steward)
    await ruleOut(steward)
    await run(steward)
    await review(steward)
    await publish(steward)
    await grant(steward)

    const [, bank] = gateways
    assert.ok(bank)
    const answer = await firstAnswer(bank.url, number)
    assert.equal(answer.items.length, 1)
    assert.equal(answer.items[0]?.['so_dinh_danh'], number)
    assert.equal(answer.items[0]?.['gioi_tinh'], 'female')

    await using mother = await openVisitor(browser, stand.url, 'phone')
    await become(mother, 'Nguyễn Thị Mai')
    await mother.visit('/population/me/accesses')
    await mother.page.getByText('Mở tài khoản thanh toán').first().waitFor()
    await mother.look()
  })
})

/** Registers a member with one system and its gateway, starts the gateway and approves it. */
async function bringIn(
  operator: Seat,
  memberClass: string,
  code: string,
  system: string,
): Promise<GatewayProcess> {
  const name = { vi: `Thành viên ${code}`, en: `Member ${code}` }
  const member = { memberClass, code, name, organisationId: null }
  const { id: memberId } = await operator.send<{ id: string }>('POST', `${api}/members`, member)
  const words = { vi: `Hệ thống ${system}`, en: `System ${system}` }
  const subsystem = { code: system, name: words, plain: true }
  const path = `${api}/members/${memberId}/subsystems`
  const { id } = await operator.send<{ id: string }>('POST', path, subsystem)
  const invited = await operator.send<{ id: string; token: string }>('POST', `${api}/gateways`, {
    memberId,
    name: system,
    subsystemIds: [id],
  })
  const gateway = await openGatewayProcess()
  await gateway.join(invited.token)
  await operator.send('POST', `${api}/gateways/${invited.id}/approval`, {})
  await gateway.open()
  return gateway
}

async function connect({ page, visit, look }: Visitor, list: string): Promise<void> {
  await visit('/data-coordination/workshop')
  await page.getByRole('link', { name: 'Kết nối nguồn dữ liệu' }).first().click()
  await page.getByText('Còn thiếu: tên bộ dữ liệu').waitFor()
  const file = { name: 'the-bhyt.csv', mimeType: 'text/csv', buffer: Buffer.from(list) }
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText('Đã gửi the-bhyt.csv').waitFor()
  await page.getByLabel('Tên bộ dữ liệu').fill('Thẻ bảo hiểm y tế')
  await page.getByLabel('Cơ quan chủ quản').selectOption('VN/GOV/NDC')
  await look()
  await page.getByRole('button', { name: 'Kết nối và xem qua dữ liệu' }).click()
  await page.getByRole('region', { name: 'Họ và tên' }).waitFor()
  await look()
}

async function map({ page, look }: Visitor): Promise<void> {
  await page.getByRole('link', { name: 'Ánh xạ' }).click()
  await page.getByRole('checkbox', { name: 'thuộc khóa' }).first().check()
  await page.getByText('Đối chiếu từng dòng với cơ sở dữ liệu dân cư').click()
  await page.getByRole('button', { name: 'Xem thử 50 dòng' }).click()
  await page.getByText(/dòng có giá trị không ánh xạ được/).waitFor()
  await look()
  await page.getByRole('button', { name: 'Lưu ánh xạ' }).click()
  await page.getByText('Đã lưu.').waitFor()
}

async function ruleOut({ page, look }: Visitor): Promise<void> {
  await page.getByRole('link', { name: 'Chất lượng' }).click()
  await page.getByLabel('Cột', { exact: true }).selectOption('ngay_sinh')
  await page.getByLabel('Điều kiện').selectOption('range')
  await page.getByText('Ghi ít nhất một giới hạn.').waitFor()
  await page.getByLabel(/^Từ/).fill('hôm qua')
  await page.getByRole('button', { name: 'Thêm', exact: true }).click()
  await page
    .getByText(/phải là ngày dạng năm-tháng-ngày/)
    .first()
    .waitFor()
  await page.getByLabel(/^Từ/).fill('1900-01-01')
  await page.getByRole('button', { name: 'Thêm', exact: true }).click()
  await page.getByText('ngay_sinh phải nằm trong khoảng 1900-01-01 – …').waitFor()
  await page.getByLabel('Cột', { exact: true }).selectOption('ho_va_ten')
  await page.getByLabel('Khi không đạt').selectOption('blocking')
  await page.getByRole('button', { name: 'Thêm', exact: true }).click()
  await page.getByText('ho_va_ten phải có giá trị').waitFor()
  await look()
}

async function run({ page, look }: Visitor): Promise<void> {
  await page.getByRole('button', { name: 'Chạy tới khi công bố' }).click()
  await page.getByRole('link', { name: 'Lượt chạy', exact: true }).click()
  await page.getByText('hoàn thành', { exact: true }).nth(2).waitFor({ timeout: 30_000 })
  await look()
  await page.getByRole('link', { name: 'Lượt chạy gần nhất' }).click()
  await page.getByText('không phải ngày có thật').first().waitFor()
  await page.getByText('không có trong danh mục mã "sex"').first().waitFor()
  await look()
}

/** Decides about one row by the keyboard alone. */
async function review({ page, visit, look }: Visitor): Promise<void> {
  await visit('/data-coordination/workshop/reviews')
  const left = page.getByText(/^Còn \d+ bản ghi chờ rà soát$/)
  const before = await left.textContent()
  await look()
  await page.keyboard.press('m')
  await page.getByText(before ?? '', { exact: true }).waitFor({ state: 'detached' })
  await visit('/data-coordination/workshop/links')
  await look()
}

async function publish({ page, visit, look }: Visitor): Promise<void> {
  await visit(`${dataset}/lineage`)
  await look()
  await visit(`${dataset}/publication`)
  await page.getByText(/^Bản 1 · /).waitFor()
  await page.getByRole('button', { name: 'Công bố dịch vụ dữ liệu' }).click()
  await page.getByText(/Các cơ quan được cấp quyền đọc dữ liệu này/).waitFor()
  await look()
  await page.getByRole('link', { name: 'Thẻ bảo hiểm y tế' }).click()
  await page.getByRole('heading', { level: 1, name: 'Thẻ bảo hiểm y tế' }).waitFor()
}

/** The bank asks, the owner agrees. */
async function grant({ page, look }: Visitor): Promise<void> {
  await page.getByRole('link', { name: 'Xin quyền sử dụng' }).click()
  await page.getByRole('combobox', { name: 'Hệ thống sẽ hỏi' }).click()
  await page.getByRole('option', { name: /^Hệ thống kyc/ }).click()
  await page.getByLabel('Mục đích', { exact: true }).fill('Mở tài khoản thanh toán')
  await page.getByLabel('Mục đích bằng tiếng Anh').fill('Opening an account')
  await page.getByLabel('Căn cứ pháp lý').fill('Luật Các tổ chức tín dụng 32/2024/QH15')
  await page.getByRole('button', { name: 'Chọn tất cả' }).click()
  await look()
  await page.getByRole('button', { name: 'Gửi yêu cầu' }).click()
  await page.getByText('Hạn trả lời').waitFor()
  await page.getByText('Cấp quyền', { exact: true }).first().click()
  await page.getByRole('button', { name: 'Cấp quyền' }).click()
  await page.getByText('Đã cấp quyền').waitFor()
}

type Answer = { items: Record<string, unknown>[] }

/** Asks as any program written for X-Road, as soon as both gateways know of the grant. */
async function firstAnswer(gateway: string, number: string): Promise<Answer> {
  const path = `/r1/VN/GOV/NDC/workshop/the-bao-hiem-y-te/records?personalNumber=${number}`
  let told = ''
  for (let waited = 0; waited < 15_000; waited += 250) {
    const headers = { 'x-road-client': 'VN/COM/0100112437/kyc' }
    const answer = await fetch(`${gateway}${path}`, { headers })
    if (answer.ok) return (await answer.json()) as Answer
    told = await answer.text()
    await wait(250)
  }
  throw new Error(told)
}
