import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '#testing/browser'
import { openStand, type Stand } from '#testing/faults-stand'
import { become } from '#testing/life-events'
import { openVisitor, type Visitor } from '#testing/visitor'

const contract = `openapi: 3.1.0
info: { title: Phương tiện bị tạm giữ, description: Phương tiện đang bị tạm giữ., version: 1.0.0 }
servers: [{ url: 'http://10.0.0.5:9000/impounded' }]
paths:
  /of/{personalNumber}:
    get:
      responses:
        '200':
          description: Phương tiện
          content:
            application/json:
              schema:
                type: object
                properties:
                  hoTen: { type: string }
                  bienSo: { type: string, title: Biển số }
                  since: { type: string, title: Tạm giữ từ ngày }
`

describe('agencies come to share data', () => {
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

  test('from the admission of a member to access that its owner narrowed', async () => {
    await using operator = await openVisitor(browser, stand.url, 'desktop')
    await become(operator, 'Vũ Hoàng Nam')
    await admit(operator)
    await addSystem(operator.page, 'Kho phương tiện bị tạm giữ', 'Impounded vehicles', 'impounded')
    await addSystem(operator.page, 'Cổng tra cứu', 'Enquiries', 'enquiries')
    await operator.look()
    await registerGateway(operator)

    await using steward = await openVisitor(browser, stand.url, 'phone')
    await become(steward, 'Đặng Thu Phương')
    await publish(steward)
    await askFor(steward)
    await narrow(steward)
    await renew(steward)

    await steward.visit('/data-coordination/changes')
    await steward.page.getByText('Công bố Phương tiện bị tạm giữ').waitFor()
    await steward.page.getByText('Kết nạp Sở Giao thông thử nghiệm').waitFor()
    await steward.look()
  })
})

async function admit({ page, visit, look }: Visitor): Promise<void> {
  await visit('/data-coordination/registry')
  await page.getByRole('button', { name: 'Kết nạp thành viên' }).click()
  await page.getByLabel('Tên tiếng Việt').fill('Sở Giao thông thử nghiệm')
  await page.getByLabel('Tên tiếng Anh').fill('Test transport agency')
  await page.getByLabel('Mã thành viên').fill('TRIAL')
  await look()
  await page.getByRole('button', { name: 'Kết nạp', exact: true }).click()
  await page.getByLabel('Tìm thành viên, hệ thống').fill('so giao thong')
  await page.getByRole('link', { name: /Sở Giao thông thử nghiệm/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Sở Giao thông thử nghiệm' }).waitFor()
}

async function addSystem(page: Page, vi: string, en: string, code: string): Promise<void> {
  await page.getByRole('button', { name: 'Thêm hệ thống' }).click()
  await page.getByLabel('Tên tiếng Việt').fill(vi)
  await page.getByLabel('Tên tiếng Anh').fill(en)
  await page.getByLabel('Mã hệ thống').fill(code)
  await page.getByRole('button', { name: 'Thêm', exact: true }).click()
  await page.getByText(`VN/GOV/TRIAL/${code}`).waitFor()
}

async function registerGateway({ page, look }: Visitor): Promise<void> {
  await page.getByRole('button', { name: 'Đăng ký cổng' }).click()
  await page.getByLabel('Tên cổng').fill('Cổng thử nghiệm')
  await page.getByRole('button', { name: 'Đăng ký', exact: true }).click()
  await page.getByText(/^ndc gateway --join ndc-join:/).waitFor()
  await look()
  await page.getByRole('link', { name: 'Đến trang của cổng' }).click()
  await page.getByText('Chờ kết nối').waitFor()
  // The token is told once: only another one can be had.
  assert.equal(await page.getByText(/ndc-join:/).count(), 0)
  await look()
}

async function publish({ page, visit, look }: Visitor): Promise<void> {
  await visit('/data-coordination/publish')
  const paste = page.getByLabel('Hoặc dán nội dung')
  await paste.fill('openapi: 2.0.0')
  await page.getByText(/Cần OpenAPI 3.0 hoặc 3.1/).waitFor()
  await look()
  await paste.fill(contract)
  await page.getByText('1 thao tác, 3 trường dữ liệu').waitFor()
  await page.getByText('Chọn hệ thống cung cấp.').waitFor()
  await page.getByRole('combobox', { name: 'Hệ thống cung cấp' }).click()
  await page.getByRole('option', { name: /^Kho phương tiện bị tạm giữ/ }).click()
  await page.getByLabel('Tên tiếng Anh').fill('Impounded vehicles')
  await page.getByLabel('Căn cứ pháp lý để chia sẻ').fill('Nghị định 47/2020/NĐ-CP, điều 22')
  await look()
  await page.getByRole('button', { name: 'Công bố' }).click()
  await page.getByRole('heading', { level: 1, name: 'Phương tiện bị tạm giữ' }).waitFor()
  await page.getByText('hoTen · person.full-name').waitFor()
  await look()
}

async function askFor({ page, look }: Visitor): Promise<void> {
  await page.getByRole('link', { name: 'Xin quyền sử dụng' }).click()
  await page.getByRole('combobox', { name: 'Hệ thống sẽ hỏi' }).click()
  await page.getByRole('option', { name: /^Cổng tra cứu/ }).click()
  await page.getByLabel('Mục đích', { exact: true }).fill('Trả phương tiện cho người dân')
  await page.getByLabel('Mục đích bằng tiếng Anh').fill('Giving vehicles back')
  await page.getByLabel('Căn cứ pháp lý').fill('Nghị định 138/2021/NĐ-CP, điều 15')
  await page.getByText('Chọn ít nhất một trường dữ liệu.').waitFor()
  await page.getByRole('button', { name: 'Chọn tất cả' }).click()
  await look()
  await page.getByRole('button', { name: 'Gửi yêu cầu' }).click()
  await page.getByText('Hạn trả lời').waitFor()
}

/** Gives two of the three fields. */
async function narrow({ page, look }: Visitor): Promise<void> {
  await look()
  await page.getByText('Từ chối', { exact: true }).click()
  await page.getByText('Chọn lý do và giải thích').waitFor()
  await look()
  await page.getByText('Cấp quyền', { exact: true }).first().click()
  await page.getByRole('checkbox', { name: /Biển số/ }).uncheck()
  await page.getByRole('button', { name: 'Cấp quyền' }).click()
  await page.getByText('Đã cấp quyền').waitFor()
  await page.getByRole('link', { name: 'Yêu cầu và quyền' }).click()
  await page.getByText('Quyền', { exact: true }).click()
  await page.getByText('2 trường dữ liệu').waitFor()
  await look()
}

/** Another contract for the same service; the rest stays as it was said. */
async function renew({ page, visit, look }: Visitor): Promise<void> {
  await visit('/data-coordination')
  await page.getByRole('link', { name: /Phương tiện bị tạm giữ/ }).click()
  await page.getByRole('tab', { name: 'Phiên bản' }).click()
  await look()
  await page.getByRole('link', { name: 'Công bố phiên bản mới' }).click()
  const more = `${contract}                  place: { type: string, title: Nơi giữ }\n`
  await page.getByLabel('Hoặc dán nội dung').fill(more)
  await page.getByText('1 thao tác, 4 trường dữ liệu').waitFor()
  await look()
  await page.getByRole('button', { name: 'Công bố phiên bản v2' }).click()
  await page.getByText('Nơi giữ').waitFor()
  await page.getByText('Phiên bản v2').waitFor()
}
