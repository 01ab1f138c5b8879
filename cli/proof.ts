import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import type { Trusted, Verified } from '#blockchain/verification'
import { codeOf } from '#kernel/problem'
import type { Language } from '#kernel/words'
import { ask } from './center.ts'
import { needed } from './gateway.ts'
import { type Command, Failure, facts, say, sayJson } from './terminal.ts'

/** Loaded when it is asked for: other commands need not wait for it. */
const verification = () => import('#blockchain/verification')

export const proofCommands: Readonly<Record<string, Command>> = {
  'proof fetch': {
    usage: 'proof fetch FILE [--out FILE.proof.json]',
    words: {
      vi: 'Lấy bằng chứng neo giữ của một tệp; chỉ gửi giá trị băm, không gửi tệp',
      en: 'Get the proof of anchoring of a file; its digest is sent, never the file',
    },
    options: ['out'],
    takes: [1, 1],
    async run(told) {
      const file = told.words[0] ?? ''
      const digest = `0x${await digestOf(file)}`
      const { items } = await ask(told, '/api/blockchain/v1/proofs/search', { body: { digest } })
      const proven = items.filter((it: { proof: unknown }) => it.proof !== null)
      const revoked = proven.find((it: { log: string }) => it.log === 'revocations')
      const found = proven.find((it: unknown) => it !== revoked) ?? revoked
      if (!found) throw items.length > 0 ? notYet() : notAnchored()
      const out = String(told.options.get('out') ?? `${file}.proof.json`)
      write(out, `${JSON.stringify(found.proof, null, 2)}\n`)
      const revocation = revoked && revoked !== found ? `${file}.revocation.proof.json` : undefined
      if (revocation) write(revocation, `${JSON.stringify(revoked.proof, null, 2)}\n`)
      if (told.json) {
        const revokedAt = revoked?.anchoredAt ?? null
        sayJson({ file: out, anchoredAt: found.anchoredAt, revocation, revokedAt })
      } else {
        say(out)
        if (revocation) say(revocation)
        if (revoked) say(revokedWords(told.language, revoked.anchoredAt))
      }
      return 0
    },
  },

  'proof trust': {
    usage: 'proof trust [--out validators.json]',
    words: {
      vi: 'Lấy tệp khóa của các nút xác thực và chủ các sổ từ trung tâm; hãy đối chiếu với nguồn khác',
      en: 'Get the validators’ keys and the owner of the logs; compare them with another source',
    },
    options: ['out'],
    takes: [0, 0],
    async run(told) {
      const trusted = await ask(told, '/api/blockchain/v1/validators/trusted')
      const out = String(told.options.get('out') ?? 'validators.json')
      write(out, `${JSON.stringify(trusted, null, 2)}\n`)
      if (told.json) sayJson({ file: out })
      else say(out)
      return 0
    },
  },

  'proof verify': {
    usage: 'proof verify FILE.proof.json [DOCUMENT] --trust validators.json',
    words: {
      vi: 'Kiểm tra bằng chứng neo giữ, không cần mạng: có từ khi nào, ai xác thực',
      en: 'Check a proof of anchoring without a network: since when, and who decided',
    },
    options: ['trust'],
    takes: [1, 2],
    async run(told) {
      const [proof = '', document] = told.words
      const { readTrusted, verifyProofFile } = await verification()
      const trusted = trustedIn(read(needed(told, 'trust')).toString(), readTrusted)
      const content = document === undefined ? undefined : read(document)
      const found = verifyProofFile(read(proof).toString(), content, trusted)
      if (told.json) sayJson(found)
      else show(told.language, found)
      return found.good ? 0 : 1
    },
  },
}

function show(language: Language, { good, steps, told, worth }: Verified): void {
  const vi = language === 'vi'
  for (const it of steps) say(`${it.good ? '✔' : '✘'} ${it.words[language]}`)
  say('')
  if (good && told) {
    say(
      facts([
        [vi ? 'Neo giữ lúc' : 'Anchored at', told.anchoredAt],
        [vi ? 'Sổ' : 'Log', `${told.log} · ${told.leaf + 1}/${told.size}`],
        [vi ? 'Chuỗi khối' : 'Chain', `${told.chain} · ${told.height}`],
        [vi ? 'Chủ sổ' : 'Owner of the log', told.owner],
        [vi ? 'Nút xác thực' : 'Validators', told.signers.join(', ')],
      ]),
    )
    say('')
  }
  say(worth[language])
  if (good) say(vi ? 'Bằng chứng đúng.' : 'The proof is good.')
  else say(vi ? 'BẰNG CHỨNG KHÔNG ĐÚNG.' : 'THE PROOF IS NOT GOOD.')
}

function trustedIn(text: string, parse: (given: unknown) => Trusted | undefined): Trusted {
  let trusted: Trusted | undefined
  try {
    trusted = parse(JSON.parse(text))
  } catch {
    // is told below
  }
  if (trusted) return trusted
  throw new Failure(2, {
    vi: 'Tệp khóa tin cậy không đúng định dạng: cần chainId, validators và logs (chủ các sổ).',
    en: 'The trusted file has not the right form: it needs chainId, validators and logs (owners).',
  })
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const part of createReadStream(path)) hash.update(part as Buffer)
  } catch (error) {
    throw unreadable(path, error)
  }
  return hash.digest('hex')
}

function read(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): Failure {
  const why = codeOf(error) ?? ''
  return new Failure(2, {
    vi: `Không đọc được tệp ${path} (${why}).`,
    en: `The file ${path} cannot be read (${why}).`,
  })
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    const why = codeOf(error) ?? ''
    throw new Failure(1, {
      vi: `Không ghi được tệp ${path} (${why}).`,
      en: `The file ${path} cannot be written (${why}).`,
    })
  }
}

function revokedWords(language: Language, at: string): string {
  return language === 'vi'
    ? `Giấy tờ đã bị thu hồi; việc thu hồi được neo giữ lúc ${at}.`
    : `The document was revoked; the revocation is anchored since ${at}.`
}

function notAnchored(): Failure {
  return new Failure(1, {
    vi: 'Tệp này chưa từng được neo giữ, hoặc mối liên hệ đã được xóa.',
    en: 'This file was never anchored, or the link to it was erased.',
  })
}

function notYet(): Failure {
  return new Failure(1, {
    vi: 'Tệp đã được ghi nhận, đang chờ khối tiếp theo. Hãy thử lại sau vài giây.',
    en: 'The file is on record and waits for the next block. Try again in a few seconds.',
  })
}
