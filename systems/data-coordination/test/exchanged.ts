/** Exchanges as two gateways would keep them, signed with certificates of a house. */
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { sha256 } from '#kernel/digest'
import { newSecret } from '#kernel/id'
import { agency } from '#testing/authority'
import type { TestHouse } from '#testing/house'
import type { Configuration } from '../domain/configuration.ts'
import { type EvidenceRecord, leafOf, type SignedTexts } from '../domain/evidence.ts'
import {
  byteSequence,
  type Component,
  contentDigest,
  requestComponents,
  responseComponents,
  type SignatureTag,
  signatureBase,
  signatureParams,
} from '../domain/message.ts'
import { headBytes, nextHead } from '../evidence/batch.ts'
import type { Proof } from '../evidence/container.ts'
import { pathOf } from '../evidence/merkle.ts'
import type { EvidenceEntry } from '../hot-path/store.ts'

export type Signer = {
  readonly chain: readonly Buffer[]
  readonly keyId: string
  sign(components: readonly Component[], tag: SignatureTag, at: Date): SignedText
}

type SignedText = { readonly base: string; readonly raw: Buffer }

/** Somebody with a certificate of the house for signing. */
export async function signerOf(house: TestHouse): Promise<Signer> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { certificateChain } = await house.rooms.trustServices.certify({
    profile: 'system',
    organisation: agency,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
  })
  const keyId = sha256(certificateChain[0] as Buffer).toString('base64url')
  return {
    chain: certificateChain,
    keyId,
    sign(components, tag, at) {
      const created = Math.floor(at.getTime() / 1_000)
      const params = signatureParams(components, { created, nonce: newSecret(16), keyId, tag })
      const base = signatureBase(components, params)
      const raw = sign('sha256', Buffer.from(base), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return { base, raw }
    },
  }
}

export const client = 'VN/COM/0100112437/kyc'
export const service = 'VN/GOV/MOJ/civil-status/marriages'

export type Exchange = {
  readonly record: EvidenceRecord
  readonly texts: SignedTexts
  readonly chains: Proof['chains']
}

/** One exchange, answered unless told. */
export function exchanged(by: Signer, at: Date, answered = true): Exchange {
  const [xRoadId, requestId] = [newSecret(16), newSecret(16)]
  const asked = by.sign(
    requestComponents({
      method: 'GET',
      target: `/r1/${service}/of/079203001234?year=2026`,
      fields: {
        'content-digest': contentDigest(sha256('')),
        'x-road-client': client,
        'x-road-id': xRoadId,
        'x-road-request-id': requestId,
        'ndc-grant': 'g-1',
        'ndc-purpose': 'residence',
        'ndc-configuration': '7',
      },
    }),
    'ndc-exchange',
    at,
  )
  const fields = { 'content-digest': contentDigest(sha256('{}')), 'x-road-id': xRoadId }
  const reply = answered
    ? by.sign(responseComponents(200, fields, byteSequence(asked.raw)), 'ndc-answer', at)
    : null
  const digest = (it: SignedText): string => sha256(it.base).toString('base64url')
  const record: EvidenceRecord = {
    xRoadId,
    requestId,
    side: 'consumer',
    client,
    service,
    at: at.toISOString(),
    grant: 'g-1',
    purpose: 'residence',
    requestBase: digest(asked),
    requestSignature: asked.raw.toString('base64url'),
    requestKey: by.keyId,
    status: reply ? 200 : null,
    responseBase: reply && digest(reply),
    responseSignature: reply && reply.raw.toString('base64url'),
    responseKey: reply && by.keyId,
  }
  return {
    record,
    texts: { request: asked.base, ...(reply && { response: reply.base }) },
    chains: { request: by.chain, response: reply ? by.chain : [] },
  }
}

/** The proof of one of several exchanges that share a batch. */
export async function proofOf(
  house: TestHouse,
  exchanges: readonly Exchange[],
  index: number,
): Promise<Proof> {
  const leaves = exchanges.map((it) => leafOf(it.record))
  const head = nextHead('test', undefined, 1, leaves)
  return {
    ...(exchanges[index] as Exchange),
    head,
    index,
    path: pathOf(leaves, index),
    token: await house.rooms.trustServices.timeStamp(sha256(headBytes(head))),
  }
}

/** The root of a house (DER), as anyone can fetch it. */
export async function rootOf(url: string): Promise<Buffer> {
  const bundle = await (await fetch(`${url}/api/trust-services/v1/authorities.pem`)).text()
  return new X509Certificate(bundle.slice(bundle.lastIndexOf('-----BEGIN'))).raw
}

/** The exchange as a gateway hands it to its store. */
export function entryOf({ record, texts }: Exchange): EvidenceEntry {
  const signature = (it: string): string => Buffer.from(it, 'base64url').toString('base64')
  const { response } = texts
  return {
    side: record.side,
    xRoadId: record.xRoadId,
    requestId: record.requestId,
    client: record.client,
    service: record.service,
    atMs: Date.parse(record.at),
    grant: record.grant,
    purpose: record.purpose,
    request: {
      base: texts.request,
      signature: signature(record.requestSignature),
      keyId: record.requestKey,
    },
    status: record.status,
    response:
      response === undefined
        ? null
        : {
            base: response,
            signature: signature(record.responseSignature ?? ''),
            keyId: record.responseKey ?? '',
          },
  }
}

/** A configuration in which one gateway signs with these certificates. */
export function configurationOf({ chain }: Signer): Configuration {
  const [leaf, ...between] = chain.map((it) => it.toString('base64'))
  return {
    instance: 'VN',
    version: 1,
    issuedAt: '2026-11-18T02:00:00Z',
    expiresAt: '2026-11-21T02:00:00Z',
    members: [],
    gateways: [
      {
        id: 'test',
        owner: 'VN/GOV/MOJ',
        address: 'https://localhost:4400',
        serves: [],
        tlsCertificates: [],
        signingCertificates: [leaf ?? ''],
      },
    ],
    services: [],
    grants: [],
    authorities: ['', ...between],
    revoked: [],
  }
}
