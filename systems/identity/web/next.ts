import { useLocation, useSearchParams } from 'wouter'
import { ownPath } from '#portal/paths.ts'
import { useSession } from '#portal/session.tsx'

/** Where to after the log-in, how to go there, and the same wish for another way to log in. */
export function useNext() {
  const session = useSession()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const next = ownPath(search.get('next'))
  return {
    next,
    /** Keeps the wish in the address of another page of this room. */
    with: (path: string) => (next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`),
    /** The person is logged in: learn who it is, and go on. */
    async done(): Promise<void> {
      await session.refresh()
      go(next, { replace: true })
    },
  }
}
