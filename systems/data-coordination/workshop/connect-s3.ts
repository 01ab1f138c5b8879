import { createHash, createHmac } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { SourceSettings } from '../domain/source.ts'
import { checkStatus } from './connect-rest.ts'
import type { Loading } from './loading.ts'

type S3 = Extract<SourceSettings, { kind: 's3' }>

/** Fetches one object from object storage that speaks S3, at any endpoint. */
export async function downloadFromS3(
  { network, secret, signal, now }: Loading,
  it: S3,
  file: string,
): Promise<void> {
  const address = new URL(`${it.endpoint.replace(/\/$/, '')}/${it.bucket}/${encodeKey(it.key)}`)
  const url = presign(address, { ...it, secret, now, seconds: 900 })
  const answer = await network.get(url, {}, signal)
  if (answer.statusCode !== 200) answer.resume()
  checkStatus(answer.statusCode ?? 0)
  await pipeline(answer, createWriteStream(file), { signal })
}

export type Signing = {
  region: string
  accessKey: string
  secret: string
  now: Date
  seconds: number
}

/** An address that may be read for some time: AWS Signature Version 4, query parameters. */
export function presign(address: URL, { region, accessKey, secret, now, seconds }: Signing): URL {
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${stamp.slice(0, 8)}/${region}/s3/aws4_request`
  const url = new URL(address)
  const query = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${accessKey}/${scope}`],
    ['X-Amz-Date', stamp],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-SignedHeaders', 'host'],
  ]
    .map(([name = '', value = '']) => `${name}=${encode(value)}`)
    .join('&')
  const request = ['GET', url.pathname, query, `host:${url.host}\n`, 'host', 'UNSIGNED-PAYLOAD']
  const hashed = createHash('sha256').update(request.join('\n')).digest('hex')
  const key = scope
    .split('/')
    .reduce<string | Buffer>((it, part) => hmac(it, part), `AWS4${secret}`)
  const signature = hmac(key, ['AWS4-HMAC-SHA256', stamp, scope, hashed].join('\n'))
  url.search = `${query}&X-Amz-Signature=${signature.toString('hex')}`
  return url
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function encodeKey(key: string): string {
  return key.split('/').map(encode).join('/')
}
