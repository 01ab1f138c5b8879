const base = '/data-coordination'
const workshop = `${base}/workshop`

/** The pages of the workshop, and where people have data corrected. */
export const workshopPages = [
  { path: workshop, load: () => import('./workshop-page.tsx') },
  { path: `${workshop}/sources/new`, load: () => import('./connect-page.tsx') },
  { path: `${workshop}/datasets/:code/:part`, load: () => import('./dataset-page.tsx') },
  { path: `${workshop}/runs/:id`, load: () => import('./run-page.tsx') },
  { path: `${workshop}/reviews`, load: () => import('./reviews-page.tsx') },
  { path: `${workshop}/links`, load: () => import('./links-page.tsx') },
  { path: `${workshop}/links/:id`, load: () => import('./link-page.tsx') },
  { path: `${workshop}/merges/:id`, load: () => import('./merge-page.tsx') },
  { path: `${workshop}/dictionary`, load: () => import('./dictionary-page.tsx') },
  { path: `${workshop}/dictionary/:list`, load: () => import('./code-list-page.tsx') },
  { path: `${workshop}/corrections`, load: () => import('./correction-queue-page.tsx') },
  { path: `${base}/corrections`, load: () => import('./corrections-page.tsx') },
  { path: `${base}/corrections/:id`, load: () => import('./correction-page.tsx') },
]
