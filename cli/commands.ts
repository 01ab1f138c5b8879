import { readFileSync } from 'node:fs'
import { type CivilDate, writtenDate } from '#kernel/civil-date'
import { codeOf } from '#kernel/problem'
import { agencyCommands } from './agencies.ts'
import { auditCommands } from './audit.ts'
import { ask, type Body, logIn, logOut } from './center.ts'
import { chainNetworkCommands } from './chain-network.ts'
import { chainNodeCommands } from './chain-node.ts'
import { evidenceCommands } from './evidence.ts'
import { gatewayCommands } from './gateway.ts'
import { gatewayFetchCommands } from './gateway-fetch.ts'
import { proofCommands } from './proof.ts'
import {
  type Command,
  complain,
  Failure,
  facts,
  readLine,
  say,
  sayJson,
  type Told,
  table,
} from './terminal.ts'
import { version } from './version.ts'

export const commands: Readonly<Record<string, Command>> = {
  'log-in': {
    usage: 'log-in',
    words: { vi: 'Đăng nhập trên trình duyệt bằng mã', en: 'Log in with a code in a browser' },
    options: [],
    takes: [0, 0],
    async run(told) {
      await logIn(told, ({ userCode, page }) => {
        if (told.json) sayJson({ page, userCode })
        else {
          const { language } = told
          say(language === 'vi' ? `Mở trang này trên trình duyệt:` : 'Open this page in a browser:')
          say(`\n  ${page}\n`)
          say(language === 'vi' ? `Mã hiện trên trang phải là:` : 'The code shown there must be:')
          say(`\n  ${userCode}\n`)
        }
      })
      if (!told.json) say(told.language === 'vi' ? 'Đã đăng nhập.' : 'Logged in.')
      return 0
    },
  },

  'log-out': {
    usage: 'log-out',
    words: { vi: 'Đăng xuất khỏi dòng lệnh', en: 'Log out of the command line' },
    options: [],
    takes: [0, 0],
    async run(told) {
      const ended = await logOut(told)
      if (told.json) sayJson({ loggedOut: ended })
      else if (ended) say(told.language === 'vi' ? 'Đã đăng xuất.' : 'Logged out.')
      else say(told.language === 'vi' ? 'Bạn chưa đăng nhập.' : 'You were not logged in.')
      return 0
    },
  },

  status: {
    usage: 'status',
    words: {
      vi: 'Tình trạng của trung tâm và người đang đăng nhập',
      en: 'How the center is, and who is logged in',
    },
    options: [],
    takes: [0, 0],
    async run(told) {
      const center = await ask(told, '/api/data-center/v1/status')
      if (center.name !== 'NDC') throw notCenter(told)
      const account = await ask(told, '/api/identity/v1/account', { asPerson: true }).catch(
        (failure: unknown) => {
          if (failure instanceof Failure && failure.exitCode === 3) return undefined
          throw failure
        },
      )
      const person = account && { name: account.name, level: account.level }
      const { mode, database } = center
      const versions = { center: center.version, ndc: version }
      const answer = { url: told.url, mode, database, versions, person: person ?? null }
      if (told.json) sayJson(answer)
      else showStatus(told, answer)
      return database === 'ok' ? 0 : 1
    },
  },

  'person find': {
    usage: 'person find NAME [--born YEAR] [--in UNIT]',
    words: {
      vi: 'Tìm người theo tên (có dấu hoặc không), năm sinh, nơi ở (cán bộ)',
      en: 'Find people by name, year of birth and unit (officials)',
    },
    options: ['born', 'in'],
    takes: [1, 12],
    async run(told) {
      const born = told.options.get('born')
      const unitCode = told.options.get('in')
      if (born !== undefined && !/^\d{4}$/.test(String(born))) throw notYear(born)
      const body = {
        name: told.words.join(' '),
        ...(born !== undefined && { birthYear: Number(born) }),
        ...(unitCode !== undefined && { unitCode }),
      }
      const found = await ask(told, '/api/population/v1/people/search', { body, asPerson: true })
      if (told.json) sayJson(found)
      else showPeople(told, found)
      return 0
    },
  },

  'person show': {
    usage: 'person show',
    words: {
      vi: 'Xem hồ sơ theo số định danh, nhập từ bàn phím hoặc stdin (cán bộ)',
      en: 'Show the record behind a number, typed or from standard input (officials)',
    },
    options: [],
    takes: [0, 0],
    async run(told) {
      const number = await readLine(
        told.language === 'vi' ? 'Số định danh cá nhân' : 'Personal number',
      )
      const body = { number }
      const person = await ask(told, '/api/population/v1/people/look-up', { body, asPerson: true })
      if (told.json) sayJson(person)
      else showPerson(told, person)
      return 0
    },
  },

  'document verify': {
    usage: 'document verify FILE',
    words: {
      vi: 'Kiểm tra chữ ký số trong tệp PDF: ai ký, khi nào, có bị sửa không',
      en: 'Check the signatures in a PDF: who signed, when, was it changed',
    },
    options: [],
    takes: [1, 1],
    async run(told) {
      const body = readFile(told.words[0] ?? '')
      const path = '/api/trust-services/v1/validations'
      const { report } = await ask(told, path, { body, type: 'application/pdf' })
      if (told.json) sayJson(report)
      else showReport(told, report)
      return report.verdict === 'passed' ? 0 : 1
    },
  },

  ...gatewayFetchCommands,
  ...gatewayCommands,
  ...agencyCommands,
  ...evidenceCommands,
  ...auditCommands,
  ...proofCommands,
  ...chainNodeCommands,
  ...chainNetworkCommands,
}

type Status = {
  url: string
  mode: string
  database: string
  versions: { center: string; ndc: string }
  person: { name: string; level: number } | null
}

function showStatus({ language }: Told, { url, mode, database, versions, person }: Status): void {
  const vi = language === 'vi'
  const demonstration = vi ? 'trình diễn, dữ liệu giả định' : 'demonstration, synthetic people'
  const nobody = vi ? '(chưa đăng nhập)' : '(not logged in)'
  const away = vi ? 'không phản hồi' : 'away'
  const level = vi ? 'mức' : 'level'
  say(
    facts([
      [vi ? 'Trung tâm' : 'Center', url],
      [vi ? 'Chế độ' : 'Mode', mode === 'demonstration' ? demonstration : mode],
      [vi ? 'Phiên bản' : 'Version', versions.center],
      [vi ? 'Cơ sở dữ liệu' : 'Database', database === 'ok' ? 'ok' : away],
      [vi ? 'Phiên bản ndc' : 'ndc version', versions.ndc],
      [vi ? 'Người dùng' : 'Person', person ? `${person.name} · ${level} ${person.level}` : nobody],
    ]),
  )
}

function showPeople({ language }: Told, { items, more }: Body): void {
  const vi = language === 'vi'
  const day = (it: string) => writtenDate(it as CivilDate)
  say(
    table(
      vi
        ? ['Họ và tên', 'Ngày sinh', 'Giới', 'Số (che)', 'Nơi ở']
        : ['Name', 'Born', 'Sex', 'Number (masked)', 'Lives in'],
      items.map((it: Body) => [
        it.deceased ? `${it.fullName} †` : it.fullName,
        day(it.birthOn),
        vi ? (it.sex === 'male' ? 'Nam' : 'Nữ') : it.sex,
        it.maskedNumber,
        it.commune ?? '—',
      ]),
    ),
  )
  if (items.length === 0) complain(vi ? 'Không tìm thấy ai.' : 'Nobody was found.')
  if (more) complain(vi ? 'Còn nữa: hãy nói rõ hơn.' : 'There are more: say more.')
}

function showPerson({ language }: Told, it: Body): void {
  const vi = language === 'vi'
  say(
    facts([
      [vi ? 'Họ và tên' : 'Name', it.fullName],
      [vi ? 'Ngày sinh' : 'Born', writtenDate(it.birthOn)],
      [vi ? 'Giới tính' : 'Sex', vi ? (it.sex === 'male' ? 'Nam' : 'Nữ') : it.sex],
      [vi ? 'Quê quán' : 'Origin', it.origin],
      [vi ? 'Dân tộc' : 'Ethnic group', it.ethnicity],
      [vi ? 'Quốc tịch' : 'Nationality', it.nationality],
      [vi ? 'Thường trú' : 'Permanent residence', it.permanentResidence?.text ?? '—'],
      [vi ? 'Nơi ở hiện tại' : 'Current residence', it.currentResidence?.text ?? '—'],
      [vi ? 'Ngày mất' : 'Died', it.diedOn ? writtenDate(it.diedOn) : '—'],
    ]),
  )
}

function showReport({ language }: Told, report: Body): void {
  const vi = language === 'vi'
  say(`${report.verdict === 'passed' ? '✔' : '✘'} ${report.words[language]}`)
  for (const it of report.signatures) {
    say('')
    say(
      facts([
        [vi ? 'Người ký' : 'Signer', it.signer?.commonName ?? '—'],
        [vi ? 'Tổ chức' : 'Organisation', it.signer?.organisation ?? '—'],
        [vi ? 'Thời điểm chứng minh' : 'Proven time', it.provenAt ?? '—'],
        [vi ? 'Mức' : 'Level', it.level ?? '—'],
        [vi ? 'Kết luận' : 'Verdict', `${it.indication}: ${it.words[language]}`],
      ]),
    )
  }
}

function notCenter({ url }: Told): Failure {
  return new Failure(1, {
    vi: `Máy chủ tại ${url} không phải là một trung tâm NDC. Kiểm tra địa chỉ (--url).`,
    en: `What answers at ${url} is no NDC center. Check the address (--url).`,
  })
}

function notYear(said: string | true): Failure {
  return new Failure(2, {
    vi: `--born cần một năm sinh gồm bốn chữ số, không phải "${said}".`,
    en: `--born takes a year of four digits, not "${said}".`,
  })
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const why = codeOf(error) ?? ''
    throw new Failure(2, {
      vi: `Không đọc được tệp ${path} (${why}).`,
      en: `The file ${path} cannot be read (${why}).`,
    })
  }
}
