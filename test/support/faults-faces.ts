import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { compactVerify, decodeJwt, decodeProtectedHeader, importX509 } from 'jose'
import { connect } from './faults-audit.ts'
import type { Client } from './faults-clients.ts'
import type { Stand } from './faults-stand.ts'
import { newKeys, proofFor } from './wallet.ts'

const api = '/api/documents/v1'

type Issued = { id: string; sha256: string; names: string[] }

/**
 * Looks at both faces of every document that was not looked at before: the PDF that its holder
 * fetches is the one that was signed and is found genuine by anyone; the copy for a wallet is
 * signed, and stands as valid in its list. Returns what is wrong.
 */
export function openFaceAudit(stand: Stand, clients: readonly Client[]) {
  const seen = new Set<string>()
  return async (): Promise<string[]> => {
    const wrong: string[] = []
    for (const it of await issuedIn(stand)) {
      if (seen.has(it.id)) continue
      seen.add(it.id)
      const client = clients.find(({ name }) => it.names.includes(name))
      if (!client) continue
      wrong.push(...(await wrongFile(client, it, seen.size)), ...(await wrongCopy(client, it)))
    }
    return wrong
  }
}

async function issuedIn(stand: Stand): Promise<Issued[]> {
  const db = await connect(stand)
  try {
    const { rows } = await db.query<Issued>(`
      select o.id, encode(p.sha256, 'hex') as sha256, array(select a.name from identity.account a
        where a.person_id = o.holder_id or a.person_id = any (o.keeper_ids)) as names
      from documents.document o join documents.pdf p on p.document_id = o.id
      where o.state = 'issued' order by o.id`)
    return rows
  } finally {
    await db.end()
  }
}

async function wrongFile(client: Client, it: Issued, count: number): Promise<string[]> {
  const { status, body } = await client.call('GET', `${api}/documents/${it.id}/pdf`)
  if (status !== 200) return [`the PDF of ${it.id} is not handed out: ${status}`]
  const digest = createHash('sha256').update(body).digest('hex')
  if (digest !== it.sha256) return [`the PDF of ${it.id} is not the one that was signed`]
  const verdict = await checkFile(client.url, body, count)
  return verdict === 'genuine' ? [] : [`the PDF of ${it.id} is ${verdict}`]
}

async function wrongCopy(client: Client, { id }: Issued): Promise<string[]> {
  const keys = await newKeys()
  const now = () => new Date()
  const proof = await proofFor({ clock: { now } }, client.caller, keys)
  const answer = await client.call('POST', `${api}/documents/${id}/credentials`, { proof })
  if (answer.status !== 200) return [`there is no copy of ${id}: ${JSON.stringify(answer.body)}`]
  const [token = ''] = String(answer.body.credential).split('~')
  const [leaf = ''] = decodeProtectedHeader(token).x5c ?? []
  const pem = `-----BEGIN CERTIFICATE-----\n${leaf}\n-----END CERTIFICATE-----`
  await compactVerify(token, await importX509(pem, 'ES256'))
  const { status } = decodeJwt(token) as { status?: { status_list?: { uri: string } } }
  const list = await fetch(status?.status_list?.uri ?? client.url)
  return list.headers.get('content-type') === 'application/statuslist+jwt'
    ? []
    : [`the copy of ${id} names no list of its status`]
}

/** Anyone may check a file, but not too often: each asks from an address of their own. */
function checkFile(url: string, pdf: Buffer, count: number): Promise<string> {
  const localAddress =
    process.platform === 'linux'
      ? `127.1.${Math.floor(count / 250) % 250}.${count % 250}`
      : undefined
  return new Promise((resolve, reject) => {
    const asked = request(
      new URL(`${api}/checks`, url.replace('localhost', '127.0.0.1')),
      {
        method: 'POST',
        headers: { 'content-type': 'application/pdf' },
        localAddress,
        agent: false,
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => (text += part))
        answer.on('end', () => resolve(String(JSON.parse(text).verdict ?? text)))
      },
    )
    asked.on('error', reject).end(pdf)
  })
}
