import { createHash, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Actor } from '#kernel/access'
import type { Id } from '#kernel/id'
import type { Center } from '#server/center'
import type { Agency, Official } from '#trust-services'

export const agency: Agency = {
  id: '0198f5a0-0000-7000-8000-000000000001',
  name: 'Công an phường Ba Đình',
}

export const official: Official = {
  accountId: '0198f5a0-0000-7000-8000-000000000002',
  personId: '0198f5a0-0000-7000-8000-000000000003' as Id<'person'>,
  name: 'Trần Thị Thu Hương',
  organisation: agency,
}

export const operatorActor: Actor = {
  kind: 'system',
  id: 'test',
  name: 'Vận hành',
  purpose: 'trust-services.operation',
  basis: 'Luật Giao dịch điện tử 20/2023/QH15',
  requestId: 'test',
}

/** Revokes a certificate and waits until the lists say so. */
export async function revoke(
  center: Pick<Center, 'rooms' | 'kernel'>,
  serial: string,
  reason: 'key-compromise' | 'superseded' | 'privilege-withdrawn' = 'key-compromise',
): Promise<void> {
  const db = center.kernel.database.room('trust-services')
  await db
    .transaction()
    .execute((tx) => center.rooms.trustServices.revoke(tx, serial, reason, operatorActor))
}

export function pem(der: Uint8Array, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** Writes what anyone can fetch of the authority: root.pem, issuing.pem, both, and crls.pem. */
export async function fetchAuthority(url: string, folder: string) {
  const api = `${url}/api/trust-services/v1`
  const bundle = await (await fetch(`${api}/authorities.pem`)).text()
  const all = bundle.split(/(?=-----BEGIN)/)
  const files = {
    root: join(folder, 'root.pem'),
    issuing: join(folder, 'issuing.pem'),
    both: join(folder, 'authorities.pem'),
    lists: join(folder, 'crls.pem'),
  }
  writeFileSync(files.root, all.at(-1) ?? '')
  writeFileSync(files.issuing, all.slice(0, -1).join(''))
  writeFileSync(files.both, bundle)
  const lists = await Promise.all(all.map((it) => fetchList(api, it)))
  writeFileSync(files.lists, lists.map((it) => pem(it, 'X509 CRL')).join(''))
  return files
}

async function fetchList(api: string, certificate: string): Promise<Buffer> {
  const { publicKey } = new X509Certificate(certificate)
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  // The key alone, behind the head of its structure: 97 bytes on P-384.
  const identifier = createHash('sha1').update(spki.subarray(-97)).digest('hex')
  const answer = await fetch(`${api}/revocation-lists/${identifier}.crl`)
  return Buffer.from(await answer.arrayBuffer())
}
