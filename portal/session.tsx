import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useCallback, useContext, useMemo } from 'react'
import { ask, useAnswer } from './ask.ts'

export type Office = {
  role: string
  organisationId: string
  organisationName: string
  unitCode: string | null
}

export type Who = {
  accountId: string
  personId: string
  name: string
  level: 1 | 2
  authenticatedAt: string
  offices: Office[]
}

export type Session = {
  /** Null for a stranger; undefined while it is not known yet. */
  readonly who: Who | null | undefined
  readonly demonstration: boolean
  has(role: string): boolean
  /** Asks again who is logged in, after a log-in or log-out. */
  refresh(): Promise<void>
  leave(): Promise<void>
}

const path = '/api/identity/v1/sessions/current'
const SessionContext = createContext<Session | null>(null)

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const { data, isError } = useAnswer<{ who: Who | null; demonstration: boolean }>(path)
  const refresh = useCallback(async () => {
    // Another person's data must not stay on the screen, or come back out of memory.
    queries.removeQueries({ predicate: (it) => !it.queryKey.includes('current') })
    await queries.refetchQueries({ queryKey: path.split('/').filter(Boolean) })
  }, [queries])
  const leave = useCallback(async () => {
    await ask('DELETE', path)
    await refresh()
  }, [refresh])
  const session = useMemo<Session>(
    () => ({
      who: isError ? null : data?.who,
      demonstration: data?.demonstration ?? false,
      has: (role) => data?.who?.offices.some((it) => it.role === role) ?? false,
      refresh,
      leave,
    }),
    [data, isError, refresh, leave],
  )
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession needs a SessionProvider above it.')
  return session
}
