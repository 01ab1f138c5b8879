import { randomBytes } from 'node:crypto'
import { sha256 } from '#kernel/digest'
import type { Kernel } from '#kernel/system'
import { center } from './authority.ts'
import { cms } from './domain/oids.ts'
import { signedAttributes, signedData } from './domain/signed-data.ts'
import { centerSubject } from './domain/subject.ts'
import {
  readTimeStampRequest,
  type TimeStampRequest,
  timeStampBody,
  timeStampGranted,
  timeStampRejected,
} from './domain/time-stamp.ts'
import type { Unit, Units } from './units.ts'

export type TimeStamping = ReturnType<typeof openTimeStamping>

/** The clock may lag behind the last token by this much: the accuracy that tokens state. */
const accuracyMs = 1_000

/** The time-stamp authority (RFC 3161). */
export function openTimeStamping({ clock, mode, log }: Kernel, units: Units) {
  let latestMs = 0

  const unit = (): Promise<Unit> =>
    units.of({
      profile: 'time-stamp',
      holder: center,
      subject: centerSubject('Dấu thời gian NDC', mode === 'demonstration'),
    })

  /** The time now; undefined while the clock stands before a time that was already given out. */
  function trustedNow(): Date | undefined {
    const now = clock.now()
    if (now.getTime() < latestMs - accuracyMs) {
      log.error({ behindMs: latestMs - now.getTime() }, 'the clock went back: no time-stamps')
      return undefined
    }
    latestMs = Math.max(latestMs, now.getTime())
    return now
  }

  async function token(
    request: Omit<TimeStampRequest, 'wantsCertificates'>,
    withCertificates: boolean,
    at: Date,
  ): Promise<Buffer> {
    const { block, sign } = await unit()
    const body = timeStampBody(request, newSerial(), at)
    const attributes = signedAttributes(cms.timeStampInfo, sha256(body), block)
    return signedData({
      signer: block,
      attributes,
      signature: await sign(attributes),
      content: { type: cms.timeStampInfo, bytes: body },
      withCertificates,
    })
  }

  return {
    unit,

    /** A token over an imprint, for signatures made here. Throws while the clock is not trusted. */
    async stamp(imprint: Buffer): Promise<Buffer> {
      const at = trustedNow()
      if (!at) throw new Error('There is no trusted time at the moment.')
      return token({ imprint }, true, at)
    },

    /** Answers a TimeStampReq with a token or with the reason why there is none. */
    async answer(bytes: Buffer): Promise<Buffer> {
      const request = readTimeStampRequest(bytes)
      if (typeof request === 'string') return timeStampRejected(request)
      const at = trustedNow()
      if (!at) return timeStampRejected('timeNotAvailable')
      try {
        return timeStampGranted(await token(request, request.wantsCertificates, at))
      } catch (error) {
        log.error({ err: error }, 'a time-stamp was not signed')
        return timeStampRejected('systemFailure')
      }
    },
  }
}

/** Unique without a counter that processes would have to share: 127 random bits. */
function newSerial(): Buffer {
  const serial = randomBytes(16)
  serial[0] = (serial[0] as number) & 0x7f
  return serial
}
