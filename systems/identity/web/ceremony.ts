import { ask } from '#portal/ask.ts'
import type { PasskeyOptions, Passkeys } from '#portal/passkey.tsx'
import { browserName } from '../domain/browser.ts'

const api = '/api/identity/v1'

/** A passkey that is being made: the server waits for it under this id. */
export type Begun = { id: string; options: object }

/** Begins at `path`/options, lets the person answer with a passkey, and hands the answer in. */
export async function answer(passkeys: Passkeys, path: string): Promise<void> {
  const { id, options } = await ask<{ id: string; options: PasskeyOptions }>(
    'POST',
    `${api}/${path}/options`,
  )
  await ask('POST', `${api}/${path}`, { id, response: await passkeys.get(options) })
}

export function beginMaking(path: string, body?: object): Promise<Begun> {
  return ask<Begun>('POST', `${api}/${path}`, body)
}

/** Lets the person make the passkey on this device, and hands it in at `path`. */
export async function finishMaking(passkeys: Passkeys, begun: Begun, path: string): Promise<void> {
  const response = await passkeys.create(begun.options)
  await ask('POST', `${api}/${path}`, { id: begun.id, response, name: nameOfThisDevice() })
}

/** "Chrome · Windows": a name that its owner will know again in a list. */
export function nameOfThisDevice(): string {
  return browserName(navigator.userAgent)
}
