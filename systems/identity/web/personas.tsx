import { SimpleGrid, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { ask, useAnswer } from '#portal/ask.ts'
import { keepNote } from '#portal/browser.ts'
import { Icon, type IconName } from '#portal/icons.tsx'
import { cardClass } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { useSession } from '#portal/session.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { PersonaView } from '../contract.ts'

const icons: Record<string, IconName> = {
  mother: 'child',
  father: 'person',
  'single-mother': 'child',
  'commune-police': 'shield',
  'officer-elsewhere': 'shield',
  registrar: 'pen',
  operator: 'gauge',
  steward: 'share',
  landlord: 'house',
}

/** The ready people of a demonstration; choosing one logs in through the real passkey ceremony. */
export function Personas({ onDone }: { onDone: (persona: PersonaView) => void }) {
  const say = useSay()
  const session = useSession()
  const personas = useAnswer<{ items: PersonaView[] }>('/api/identity/v1/demonstration/personas')
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<unknown>()

  async function become(persona: PersonaView): Promise<void> {
    setBusy(persona.key)
    setError(undefined)
    try {
      await logInAs(persona)
      keepNote('persona', persona.key)
      await session.refresh()
      onDone(persona)
    } catch (caught) {
      setError(caught)
    } finally {
      setBusy(null)
    }
  }

  return (
    <Stack gap="sm">
      {error !== undefined && <Failed error={error} />}
      <Answered of={personas}>
        {({ items }) => (
          <SimpleGrid type="container" cols={{ base: 1, '460px': 2, '900px': 4 }} spacing="sm">
            {items.map((it) => (
              <button
                key={it.key}
                type="button"
                className={cardClass}
                disabled={busy !== null}
                onClick={() => void become(it)}
                aria-busy={busy === it.key}
              >
                <span style={{ color: 'var(--gold)' }}>
                  <Icon name={icons[it.key] ?? 'person'} size={26} />
                </span>
                <Text fw={600} mt={6}>
                  {it.name}
                </Text>
                <Text size="sm" c="dimmed">
                  {busy === it.key
                    ? say({ vi: 'Đang đăng nhập…', en: 'Logging in…' })
                    : say(it.words)}
                </Text>
              </button>
            ))}
          </SimpleGrid>
        )}
      </Answered>
    </Stack>
  )
}

/** The same log-in as everyone's, answered by the persona's passkey in software. */
async function logInAs({ passkey }: PersonaView): Promise<void> {
  const { get } = await import('#portal/software-authenticator.ts')
  const { id, options } = await ask<{ id: string; options: { challenge: string; rpId?: string } }>(
    'POST',
    '/api/identity/v1/log-ins/passkey/options',
  )
  const response = await get(passkey, options, location.origin)
  await ask('POST', '/api/identity/v1/log-ins/passkey', { id, response })
}
