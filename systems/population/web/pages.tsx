export const pages = [
  { path: '/population/me', load: () => import('./own-record-page.tsx') },
  { path: '/population/me/accesses', load: () => import('./accesses-page.tsx') },
  { path: '/population/people', load: () => import('./people-page.tsx') },
  { path: '/population/people/:id', load: () => import('./person-page.tsx') },
]
