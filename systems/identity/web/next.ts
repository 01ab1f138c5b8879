import { useLocation, useSearchParams } from 'wouter'
import { useSession } from '#portal/session.tsx'

/** Where to after the log-in, how to go there, and the same wish for another way to log in. */
export function useNext() {
  const session = useSession()
  const [, go] = useLocation()
  const [search] = useSearchParams()
  const asked = search.get('next') ?? '/'
  // Only a path of this site: an address from elsewhere must not receive people after log-in.
  const next = /^\/(?![/\\])/.test(asked) ? asked : '/'
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
