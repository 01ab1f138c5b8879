import { type ComponentType, lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Boundary, Loading } from './states.tsx'

/** What a room says of a page: its address and how to load it when it is first needed. */
export type PageEntry = {
  readonly path: string
  readonly load: () => Promise<{ default: ComponentType }>
}

/** The rooms by the first part of their addresses; the list of pages comes when it is needed. */
const rooms: Record<string, () => Promise<{ pages: readonly PageEntry[] }>> = {
  population: () => import('#population/pages'),
  identity: () => import('#identity/pages'),
  'public-services': () => import('#public-services/pages'),
  documents: () => import('#documents/pages'),
  did: () => import('#did/pages'),
  'trust-services': () => import('#trust-services/pages'),
  'data-coordination': () => import('#data-coordination/pages'),
  blockchain: () => import('#blockchain/pages'),
  'data-center': () => import('#data-center/pages'),
}

const Missing = lazy(() => import('./missing-page.tsx'))

function switchOf(entries: readonly PageEntry[]): ComponentType {
  const routes = entries.map(({ path, load }) => ({ path, Shown: lazy(load) }))
  return function Pages() {
    return (
      <Switch>
        {routes.map(({ path, Shown }) => (
          <Route key={path} path={path}>
            <Shown />
          </Route>
        ))}
        <Route>
          <Missing />
        </Route>
      </Switch>
    )
  }
}

const All = switchOf([
  { path: '/', load: () => import('./start-page.tsx') },
  ...Object.entries(rooms).map(([name, load]) => ({
    path: `/${name}/*?`,
    load: async () => ({ default: switchOf((await load()).pages) }),
  })),
])

export function Routes() {
  return (
    <Boundary>
      <Suspense fallback={<Loading />}>
        <All />
      </Suspense>
    </Boundary>
  )
}
