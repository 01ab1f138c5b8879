import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { SourceSettings } from '../domain/source.ts'
import { encode, presign } from '../presign.ts'
import { checkStatus } from './connect-rest.ts'
import type { Loading } from './loading.ts'
import { atMost, largestSource } from './size.ts'

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
  await pipeline(answer, atMost(largestSource), createWriteStream(file), { signal })
}

function encodeKey(key: string): string {
  return key.split('/').map(encode).join('/')
}
