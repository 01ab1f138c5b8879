#!/usr/bin/env node
import type { Language } from '#kernel/words'
import { commands } from './commands.ts'
import { type Command, complain, Failure, say, surroundings, type Told } from './terminal.ts'
import { version } from './version.ts'

const everywhere = ['url', 'json', 'language']
const switches = ['json', 'help', 'version', 'accept-restored', 'open', 'yes-public']

process.exitCode = await main(surroundings.args)

async function main(args: readonly string[]): Promise<number> {
  let { language } = surroundings
  try {
    const { words, options } = read(args)
    language = languageOf(options.get('language')) ?? language
    if (options.has('version')) {
      say(version)
      return 0
    }
    const name = Object.keys(commands).find((it) => words.slice(0, size(it)).join(' ') === it)
    if (words[0] === undefined || words[0] === 'help' || options.has('help')) {
      say(help(language, name))
      return 0
    }
    const command = name === undefined ? undefined : commands[name]
    if (!command || name === undefined) throw misunderstood(words.join(' '))
    const rest = words.slice(size(name))
    const strange = [...options.keys()].find(
      (it) => !everywhere.includes(it) && !command.options.includes(it),
    )
    if (strange !== undefined) throw misunderstood(`--${strange}`)
    if (rest.length < command.takes[0] || rest.length > command.takes[1]) {
      throw new Failure(2, {
        vi: `Cách dùng: ndc ${command.usage}`,
        en: `Usage: ndc ${command.usage}`,
      })
    }
    const url = urlOf(options.get('url') ?? surroundings.url)
    const told: Told = { words: rest, options, url, json: options.has('json'), language }
    return await command.run(told)
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    complain(failure.words[language])
    return failure.exitCode
  }
}

/** Words, and `--name value`, `--name=value` or `--switch` anywhere between them. */
function read(args: readonly string[]): { words: string[]; options: Map<string, string | true> } {
  const words: string[] = []
  const options = new Map<string, string | true>()
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (!arg.startsWith('--')) {
      words.push(arg)
      continue
    }
    const [name = '', inline] = arg.slice(2).split(/=(.*)/s)
    if (switches.includes(name)) options.set(name, true)
    else {
      const value = inline ?? args[++at]
      if (value === undefined) throw misunderstood(arg)
      options.set(name, value)
    }
  }
  return { words, options }
}

function size(name: string): number {
  return name.split(' ').length
}

function languageOf(said: string | true | undefined): Language | undefined {
  if (said === undefined) return undefined
  if (said === 'vi' || said === 'en') return said
  throw misunderstood(`--language ${said}`)
}

function urlOf(said: string | true): string {
  const url = URL.parse(String(said))
  if (url && /^https?:$/.test(url.protocol)) return url.origin
  throw misunderstood(`--url ${said}`)
}

function misunderstood(what: string): Failure {
  return new Failure(2, {
    vi: `Không hiểu "${what}". Xem: ndc help`,
    en: `"${what}" is not understood. See: ndc help`,
  })
}

/** How everything is called, or one command. */
function help(language: Language, name: string | undefined): string {
  const vi = language === 'vi'
  const all = name === undefined ? Object.values(commands) : [commands[name] as Command]
  const widest = Math.max(...all.map((it) => it.usage.length))
  const lines = all.map((it) => `  ndc ${it.usage.padEnd(widest)}  ${it.words[language]}`)
  const options = vi
    ? [
        '  --url URL         Địa chỉ trung tâm (mặc định http://localhost:8080)',
        '  --json            Trả lời bằng JSON',
        '  --language vi|en  Ngôn ngữ',
        '  --version         Phiên bản của ndc',
      ]
    : [
        '  --url URL         The center (http://localhost:8080 if unsaid)',
        '  --json            Answer in JSON',
        '  --language vi|en  Language',
        '  --version         The version of ndc',
      ]
  const codes = vi
    ? 'Mã thoát: 0 xong · 1 bị từ chối · 2 gọi sai · 3 chưa đăng nhập · 4 không kết nối được'
    : 'Exit codes: 0 done · 1 refused · 2 misunderstood · 3 not logged in · 4 unreachable'
  return [vi ? 'Cách dùng:' : 'Usage:', ...lines, '', ...options, '', codes].join('\n')
}
