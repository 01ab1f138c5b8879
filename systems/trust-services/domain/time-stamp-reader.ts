/** Reads the TSTInfo of a time-stamp token (RFC 3161, 2.4.2). */
import { readAlgorithm } from './certificate-reader.ts'
import { inside, Malformed, oidOf, smallOf, timeOf, within } from './der-reader.ts'
import { type DigestName, digestNamed } from './oids.ts'

export type TimeStampSeen = {
  readonly policy: string
  readonly digest: DigestName
  readonly hash: Buffer
  readonly at: Date
}

export function readTimeStampBody(bytes: Buffer): TimeStampSeen {
  const parts = inside(bytes)
  if (smallOf(parts.next(0x02)) !== 1) throw new Malformed('another version')
  const policy = oidOf(parts.next())
  const imprint = within(parts.next(0x30))
  const digest = digestNamed(readAlgorithm(imprint.next(0x30)).oid)
  const hash = imprint.next(0x04).content
  imprint.end()
  if (!digest) throw new Malformed('an unknown digest')
  parts.next(0x02)
  return { policy, digest, hash, at: timeOf(parts.next(0x18)) }
}
