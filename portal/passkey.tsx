import { Button, Stack, Text } from '@mantine/core'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { ask, Refused } from './ask.ts'
import { keptNote } from './browser.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icons.tsx'
import { useSay } from './say.tsx'
import { demonstration } from './session.tsx'
import type { SoftwarePasskey } from './software-authenticator.ts'

/** WebAuthn options and answers in their JSON forms (Level 3, section 5.1). */
export type PasskeyOptions = {
  challenge: string
  rpId?: string
  allowCredentials?: { id: string }[]
}

export type Passkeys = {
  /** Lets the person prove themselves; rejects when they decline. */
  get(options: PasskeyOptions): Promise<object>
  /** Lets the person make a passkey on this device. */
  create(options: object): Promise<object>
  /** Does something; when the log-in is too old for it, asks for the passkey and does it again. */
  freshly<Answer>(act: () => Promise<Answer>): Promise<Answer>
}

type Persona = { key: string; name: string; passkey: SoftwarePasskey }
type Waiting = { name: string; go: () => void; stop: () => void }

/** The person said no, or took too long. */
export class Declined extends Error {
  override name = 'Declined'
}

const tooOld = ['kernel.log-in-too-old', 'identity.log-in-too-old-for-client']

const PasskeyContext = createContext<Passkeys | null>(null)

/**
 * Passkeys of the device. In a demonstration the ready people have theirs in software: it answers
 * the same challenge, after the same "yes" of the person in front of the screen.
 */
export function PasskeyProvider({ children }: { children: ReactNode }) {
  const [waiting, setWaiting] = useState<Waiting | null>(null)
  const passkeys = useMemo<Passkeys>(() => {
    const asked = (name: string) =>
      new Promise<void>((resolve, reject) => {
        const done = (end: () => void) => () => {
          setWaiting(null)
          end()
        }
        setWaiting({ name, go: done(resolve), stop: done(() => reject(new Declined())) })
      })
    async function get(options: PasskeyOptions): Promise<object> {
      const persona = await personaFor(options)
      if (!persona) return askDevice(options)
      await asked(persona.name)
      const software = await import('./software-authenticator.ts')
      return software.get(persona.passkey, options, location.origin)
    }
    return {
      get,
      create: makeOnDevice,
      async freshly(act) {
        try {
          return await act()
        } catch (error) {
          if (!(error instanceof Refused) || !tooOld.includes(error.problem.code)) throw error
          await renew(get)
          return act()
        }
      },
    }
  }, [])
  return (
    <PasskeyContext.Provider value={passkeys}>
      {children}
      {waiting && <SoftwareKey {...waiting} />}
    </PasskeyContext.Provider>
  )
}

/** The person authenticates again in the session that is open. */
async function renew(get: Passkeys['get']): Promise<void> {
  const path = '/api/identity/v1/sessions/current/refresh'
  const { id, options } = await ask<{ id: string; options: PasskeyOptions }>(
    'POST',
    `${path}/options`,
  )
  await ask('POST', path, { id, response: await get(options) })
}

export function usePasskeys(): Passkeys {
  const passkeys = useContext(PasskeyContext)
  if (!passkeys) throw new Error('usePasskeys needs a PasskeyProvider above it.')
  return passkeys
}

function SoftwareKey({ name, go, stop }: Waiting) {
  const say = useSay()
  return (
    <Dialog onClose={stop} title={{ vi: 'Khóa truy cập giả lập', en: 'Software passkey' }}>
      <Stack align="center" ta="center" gap="sm">
        <span style={{ color: 'var(--gold)' }}>
          <Icon name="key" size={48} />
        </span>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {say({
            vi: 'Trên điện thoại thật, bạn sẽ dùng vân tay hoặc khuôn mặt. Ở bản trình diễn, bấm nút để ký.',
            en: 'On a real phone this is a fingerprint or a face. In the demonstration, press the button to sign.',
          })}
        </Text>
        <Button fullWidth onClick={go} data-autofocus>
          {say({ vi: 'Xác nhận là tôi', en: 'Yes, it is me' })}
        </Button>
      </Stack>
    </Dialog>
  )
}

/** The ready person whose passkey is asked for; where any would do, the one who was here last. */
async function personaFor({ allowCredentials }: PasskeyOptions): Promise<Persona | undefined> {
  const key = demonstration ? keptNote('persona') : null
  if (!demonstration || (!allowCredentials && !key)) return undefined
  const { items } = await ask<{ items: Persona[] }>(
    'GET',
    '/api/identity/v1/demonstration/personas',
  )
  return items.find((it) =>
    allowCredentials
      ? allowCredentials.some(({ id }) => id === it.passkey.credentialId)
      : it.key === key,
  )
}

async function askDevice(options: PasskeyOptions): Promise<object> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never)
  return credentialOf(() => navigator.credentials.get({ publicKey }))
}

async function makeOnDevice(options: object): Promise<object> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never)
  return credentialOf(() => navigator.credentials.create({ publicKey }))
}

async function credentialOf(act: () => Promise<Credential | null>): Promise<object> {
  try {
    const credential = await act()
    if (!credential) throw new Declined()
    return (credential as PublicKeyCredential).toJSON()
  } catch (error) {
    // The browser says NotAllowedError for "no", for "too late" and for "none here" alike.
    if (error instanceof DOMException && error.name === 'NotAllowedError') throw new Declined()
    throw error
  }
}
