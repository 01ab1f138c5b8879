import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react'
import { ask, useAnswer } from './ask.ts'
import { keepNote } from './browser.ts'

export type Office = {
  role: string
  organisationId: string
  organisationName: string
  unitCode: string | null
}

export type Who = {
  id: string
  name: string
  accountId: string
  /** The level that this log-in proves. */
  level: 1 | 2
  accountLevel: 1 | 2
  method: 'passkey' | 'app' | 'totp'
  authenticatedAt: string
  endsAt: string
  offices: Office[]
}

export type Session = {
  /** Null for a stranger; undefined while it is not known yet. */
  readonly who: Who | null | undefined
  has(role: string): boolean
  /** Asks again who is logged in, after a log-in or log-out. */
  refresh(): Promise<void>
  leave(): Promise<void>
  /** The server knew nobody: says so at the top of the page, and leaves what stands below it. */
  ended(): void
}

/** The server says in the page itself whether this is a demonstration. */
export const demonstration = document.documentElement.dataset['mode'] === 'demonstration'

const path = '/api/identity/v1/sessions/current'
const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const { data, isError } = useAnswer<{ session: Who | null }>(path)
  const refresh = useCallback(async () => {
    // Another person's data must not stay on the screen, or come back out of memory.
    queries.removeQueries({ predicate: (it) => !it.queryKey.includes('current') })
    await queries.refetchQueries({ queryKey: path.split('/').filter(Boolean) })
  }, [queries])
  const leave = useCallback(async () => {
    await ask('DELETE', path)
    keepNote('persona', null)
    await refresh()
  }, [refresh])
  const session = useMemo<Session>(
    () => ({
      who: isError ? null : data?.session,
      has: (role) => data?.session?.offices.some((it) => it.role === role) ?? false,
      refresh,
      leave,
      ended: () => void queries.refetchQueries({ queryKey: path.split('/').filter(Boolean) }),
    }),
    [data, isError, refresh, leave, queries],
  )
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider above it.')
  return session
}
