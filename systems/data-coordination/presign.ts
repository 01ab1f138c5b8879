/** How objects in storage that speaks S3 are reached, at any endpoint. */
import { createHash, createHmac } from 'node:crypto'

export type Signing = {
  region: string
  accessKey: string
  secret: string
  now: Date
  seconds: number
}

/** An address that may be used for some time: AWS Signature Version 4, query parameters. */
export function presign(
  address: URL,
  { region, accessKey, secret, now, seconds }: Signing,
  method: 'GET' | 'PUT' = 'GET',
): URL {
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
  const request = [method, url.pathname, query, `host:${url.host}\n`, 'host', 'UNSIGNED-PAYLOAD']
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

export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
