import { type ComponentType, lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { pages as dataCenter } from '#data-center/pages'
import { pages as dataCoordination } from '#data-coordination/pages'
import { pages as documents } from '#documents/pages'
import { pages as identity } from '#identity/pages'
import { pages as population } from '#population/pages'
import { pages as publicServices } from '#public-services/pages'
import { pages as trustServices } from '#trust-services/pages'
import { Boundary, Loading } from './states.tsx'

/** What a room says of a page: its address and how to load it when it is first needed. */
export type PageEntry = {
  readonly path: string
  readonly load: () => Promise<{ default: ComponentType }>
}

const entries: PageEntry[] = [
  { path: '/', load: () => import('./start-page.tsx') },
  ...population,
  ...identity,
  ...publicServices,
  ...documents,
  ...trustServices,
  ...dataCoordination,
  ...dataCenter,
]

const routes = entries.map(({ path, load }) => ({ path, Shown: lazy(load) }))
const Missing = lazy(() => import('./missing-page.tsx'))

export function Routes() {
  return (
    <Boundary>
      <Suspense fallback={<Loading />}>
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
      </Suspense>
    </Boundary>
  )
}
