import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Kysely } from 'kysely'
import { type Id, newId, newSecret } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type {
  PasskeyAssertion,
  PasskeyAttestation,
  PublicKeyCreation,
  PublicKeyRequest,
} from './contract.ts'
import {
  type Ceremony,
  type Challenge,
  insertChallenge,
  takeChallenge,
} from './storage/challenges.ts'
import { findPasskey, notePasskeyUse, type Passkey } from './storage/passkeys.ts'
import type { Schema } from './storage/schema.ts'

/** A credential that was just made: what is kept of it. */
export type NewCredential = Pick<
  Passkey,
  'credentialId' | 'publicKey' | 'counter' | 'transports' | 'backedUp'
>

/** Who may answer: the browser that began (digest of its cookie), the account, or both. */
export type Answerer = { browser?: Buffer | undefined; accountId?: Id<'account'> | undefined }

const lastsMs = 5 * 60_000
// Ed25519, ES256, RS256 (IANA COSE): what phones, computers and security keys make.
const algorithms = [-8, -7, -257]

export type Passkeys = ReturnType<typeof openPasskeys>

/**
 * WebAuthn ceremonies (Web Authentication Level 3, section 7). A challenge is taken by its first
 * answer, right or wrong; the user is always verified; a signature counter that stands still is no
 * refusal, since synced passkeys do not count.
 */
export function openPasskeys({ clock, publicUrl, log }: Kernel, db: Kysely<Schema>) {
  const { origin, hostname: rpId } = new URL(publicUrl)
  const rpName = 'Định danh điện tử'

  async function begin(
    ceremony: Ceremony,
    { browser, accountId }: Answerer,
    subject: Record<string, string>,
    bytes: Buffer,
  ): Promise<Id<'challenge'>> {
    const now = clock.now()
    const id = newId('challenge', now)
    await insertChallenge(db, {
      id,
      ceremony,
      challenge: bytes,
      browser: browser ?? null,
      accountId: accountId ?? null,
      subject,
      expiresAt: new Date(now.getTime() + lastsMs),
    })
    return id
  }

  async function take(
    ceremony: Ceremony,
    id: Id<'challenge'>,
    { browser, accountId }: Answerer,
  ): Promise<Challenge> {
    const taken = await takeChallenge(db, id, ceremony, clock.now())
    if (!taken) throw challengeOver()
    const ofBrowser = taken.browser === null || browser?.equals(taken.browser) === true
    const ofAccount = taken.accountId === null || taken.accountId === accountId
    if (!ofBrowser || !ofAccount) throw challengeOver()
    return taken
  }

  return {
    rpId,

    /** Options for a new credential of an account, whose handle is the account's id. */
    async beginCreation(
      ceremony: Ceremony,
      who: Answerer,
      it: {
        accountId: Id<'account'>
        name: string
        subject?: Record<string, string>
        exclude?: readonly Passkey[]
      },
    ): Promise<{ id: Id<'challenge'>; options: PublicKeyCreation }> {
      const challenge = Buffer.from(newSecret(), 'base64url')
      const id = await begin(ceremony, who, it.subject ?? {}, challenge)
      const options = await generateRegistrationOptions({
        rpName,
        rpID: rpId,
        userName: it.name,
        userDisplayName: it.name,
        userID: handleOf(it.accountId),
        challenge: new Uint8Array(challenge),
        timeout: lastsMs,
        attestationType: 'none',
        excludeCredentials: (it.exclude ?? []).map((known) => ({
          id: known.credentialId.toString('base64url'),
          transports: [...known.transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: algorithms,
      })
      return { id, options: options as PublicKeyCreation }
    },

    async finishCreation(
      ceremony: Ceremony,
      who: Answerer,
      { id, response }: { id: Id<'challenge'>; response: PasskeyAttestation },
    ): Promise<{ challenge: Challenge; credential: NewCredential }> {
      const challenge = await take(ceremony, id, who)
      const verified = await verifyRegistrationResponse({
        response: { clientExtensionResults: {}, ...response },
        expectedChallenge: challenge.challenge.toString('base64url'),
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      }).catch((error: unknown) => {
        log.debug({ err: error }, 'a passkey registration was refused')
        throw passkeyRefused()
      })
      if (!verified.verified) throw passkeyRefused()
      const { credential, credentialBackedUp } = verified.registrationInfo
      return {
        challenge,
        credential: {
          credentialId: Buffer.from(credential.id, 'base64url'),
          publicKey: Buffer.from(credential.publicKey),
          counter: credential.counter,
          transports: (response.response.transports ?? []).map(String),
          backedUp: credentialBackedUp,
        },
      }
    },

    /** Options for an assertion; `digest` is the challenge where something shown is confirmed. */
    async beginRequest(
      ceremony: Ceremony,
      who: Answerer,
      it: { digest?: Buffer; allow?: readonly Passkey[] } = {},
    ): Promise<{ id: Id<'challenge'>; options: PublicKeyRequest }> {
      const challenge = it.digest ?? Buffer.from(newSecret(), 'base64url')
      const id = await begin(ceremony, who, {}, challenge)
      const options = await generateAuthenticationOptions({
        rpID: rpId,
        challenge: new Uint8Array(challenge),
        timeout: lastsMs,
        userVerification: 'required',
        ...(it.allow && {
          allowCredentials: it.allow.map((known) => ({
            id: known.credentialId.toString('base64url'),
            transports: [...known.transports],
          })),
        }),
      })
      return { id, options: options as PublicKeyRequest }
    },

    /** The passkey that answered. Where an account must answer, another's passkey is refused. */
    async finishRequest(
      ceremony: Ceremony,
      who: Answerer,
      { id, response }: { id: Id<'challenge'>; response: PasskeyAssertion },
    ): Promise<{ challenge: Challenge; passkey: Passkey }> {
      const challenge = await take(ceremony, id, who)
      const passkey = await findPasskey(db, Buffer.from(response.id, 'base64url'))
      if (!passkey) throw passkeyRefused()
      if (who.accountId && passkey.accountId !== who.accountId) throw passkeyRefused()
      const { userHandle } = response.response
      const handle = Buffer.from(handleOf(passkey.accountId)).toString('base64url')
      if (userHandle && userHandle !== handle) throw passkeyRefused()
      const verified = await verifyAuthenticationResponse({
        response: { clientExtensionResults: {}, ...response } as never,
        expectedChallenge: challenge.challenge.toString('base64url'),
        expectedOrigin: origin,
        expectedRPID: rpId,
        requireUserVerification: true,
        credential: {
          id: response.id,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: 0,
        },
      }).catch((error: unknown) => {
        log.debug({ err: error }, 'a passkey assertion was refused')
        throw passkeyRefused()
      })
      if (!verified.verified) throw passkeyRefused()
      const { newCounter } = verified.authenticationInfo
      if (newCounter !== 0 && newCounter <= passkey.counter) {
        log.warn({ passkey: passkey.id }, 'a passkey counted backwards; it may have a copy')
      }
      await notePasskeyUse(db, passkey.id, newCounter, clock.now())
      return { challenge, passkey }
    },
  }
}

/** The 16 bytes of an account's id: says nothing about the person. */
function handleOf(id: Id<'account'>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(id.replaceAll('-', ''), 'hex'))
}

export function challengeOver(): Problem {
  return new Problem(410, 'identity.challenge-over', {
    vi: 'Thao tác đã hết thời gian hoặc đã được dùng. Vui lòng bắt đầu lại.',
    en: 'This step has expired or was used already. Please begin again.',
  })
}

export function passkeyRefused(): Problem {
  return new Problem(422, 'identity.passkey-refused', {
    vi: 'Khóa truy cập không được chấp nhận. Hãy thử lại bằng khóa đã đăng ký cho trang này.',
    en: 'The passkey was not accepted. Try again with one that is registered for this site.',
  })
}
