import type { Kysely } from 'kysely'
import { join, type Tx } from '#kernel/database'
import { type Id, newId } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import type { PasskeyAssertion, PublicKeyRequest } from './contract.ts'
import { challengeOver, type Passkeys } from './passkeys.ts'
import { type Confirmation, insertConfirmation } from './storage/challenges.ts'
import { listPasskeys } from './storage/passkeys.ts'
import type { Schema } from './storage/schema.ts'

/**
 * Confirming with a passkey what was shown: the challenge that the passkey signs is the digest of
 * it, so the evidence shows later that this person agreed to exactly that.
 */
export function openConfirmations({ clock }: Kernel, db: Kysely<Schema>, passkeys: Passkeys) {
  return {
    /** Options for `navigator.credentials.get`; they hold for a few minutes and one answer. */
    async beginConfirmation(it: {
      accountId: Id<'account'>
      /** SHA-256 of what is shown (32 bytes). */
      digest: Buffer
    }): Promise<{ id: Id<'challenge'>; options: PublicKeyRequest }> {
      const { accountId, digest } = it
      if (digest.length !== 32) throw new TypeError('A confirmation is over 32 bytes.')
      const allow = await listPasskeys(db, accountId)
      return passkeys.beginRequest('confirmation', { accountId }, { digest, allow })
    },

    /**
     * Checks the answer and keeps the evidence in the caller's transaction. The answer counts once,
     * even when that transaction fails. Refuses another account, another digest, an old challenge.
     */
    async finishConfirmation(
      tx: Tx,
      it: {
        accountId: Id<'account'>
        digest: Buffer
        answer: { id: Id<'challenge'>; response: PasskeyAssertion }
      },
    ): Promise<Confirmation> {
      const { accountId, digest, answer } = it
      const { challenge, passkey } = await passkeys.finishRequest(
        'confirmation',
        { accountId },
        answer,
      )
      if (!challenge.challenge.equals(digest)) throw challengeOver()
      const { response } = answer.response
      const at = clock.now()
      const confirmation: Confirmation = {
        id: newId('confirmation', at),
        accountId,
        credentialId: passkey.credentialId,
        digest,
        authenticatorData: Buffer.from(response.authenticatorData, 'base64url'),
        clientData: Buffer.from(response.clientDataJSON, 'base64url'),
        signature: Buffer.from(response.signature, 'base64url'),
        at,
      }
      await join<Schema, void>(tx, 'identity', (own) => insertConfirmation(own, confirmation))
      return confirmation
    },
  }
}
