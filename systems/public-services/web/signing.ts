import { ask } from '#portal/ask.ts'
import type { Passkeys } from '#portal/passkey.tsx'
import { checkShown } from '#portal/signing.ts'
import type { SigningOptions } from '../contract.ts'

/**
 * Fetches what is to be signed, makes sure that it is what will be signed, and lets the person
 * sign it with their passkey.
 *
 * @returns What the answer to the server carries under `signed`.
 */
export async function sign(
  passkeys: Passkeys,
  path: string,
  intent?: object,
): Promise<{ id: string; response: object }> {
  const { shown, confirmation } = await ask<SigningOptions>('POST', path, intent)
  await checkShown(shown, confirmation.options.challenge)
  return { id: confirmation.id, response: await passkeys.get(confirmation.options) }
}
