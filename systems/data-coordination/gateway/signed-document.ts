/**
 * What the center signs for gateways: compact JWS (RFC 7515), ES256, whose certificate leads to
 * the root that was pinned at joining and may sign nothing but this.
 */
import { X509Certificate } from 'node:crypto'
import { compactVerify } from 'jose'
import { checkChain } from '#trust-services/verification'
import { configurationUsage } from '../domain/configuration.ts'

export type DocumentType = 'ndc-configuration+jwt' | 'ndc-assignment+jwt'

/** Why a document is not taken; the words go into the log and the alarm. */
export class NotTaken extends Error {
  override name = 'NotTaken'
}

export type Pinned = {
  /** The root (DER). */
  readonly root: Buffer
  /** Serial numbers (lower-case hex) that are known to be revoked. */
  readonly revoked: ReadonlySet<string>
}

const mostBytes = 32 * 1024 * 1024

/** What the document says. The signer's certificate must have been in force when it was issued. */
export async function readDocument<Payload extends { readonly issuedAt: string }>(
  text: string,
  type: DocumentType,
  { root, revoked }: Pinned,
): Promise<Payload> {
  if (text.length > mostBytes) throw new NotTaken('The document is too large.')
  let chain: Buffer[] = []
  const key = (header: { x5c?: string[] }) => {
    chain = (header.x5c ?? []).slice(0, 5).map((it) => Buffer.from(it, 'base64'))
    if (!chain[0]) throw new NotTaken('The document names no certificate.')
    return new X509Certificate(chain[0]).publicKey
  }
  const { payload, protectedHeader } = await compactVerify(text, key, {
    algorithms: ['ES256'],
  }).catch((error: Error) => {
    throw error instanceof NotTaken
      ? error
      : new NotTaken(`The signature is not good: ${error.message}.`)
  })
  if (protectedHeader.typ !== type) throw new NotTaken(`The document is no ${type}.`)
  const said = JSON.parse(Buffer.from(payload).toString()) as Payload
  const issuedAt = new Date(said.issuedAt)
  if (Number.isNaN(issuedAt.getTime())) throw new NotTaken('The document has no time of issue.')
  const [leaf, ...others] = chain as [Buffer, ...Buffer[]]
  const found = checkChain(leaf, others, [root], issuedAt)
  if (found.state !== 'trusted') {
    throw new NotTaken(`The signer does not lead to the pinned root (${found.state}).`)
  }
  const { serial, extendedKeyUsage } = found.leaf
  if (extendedKeyUsage.size !== 1 || !extendedKeyUsage.has(configurationUsage)) {
    throw new NotTaken('The signer may not sign configurations.')
  }
  if (revoked.has(serial)) throw new NotTaken('The certificate of the signer is revoked.')
  return said
}
