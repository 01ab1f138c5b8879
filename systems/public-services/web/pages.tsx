export const pages = [
  { path: '/public-services', load: () => import('./catalogue-page.tsx') },
  { path: '/public-services/catalogue/:code', load: () => import('./service-page.tsx') },
  { path: '/public-services/cases', load: () => import('./cases-page.tsx') },
  { path: '/public-services/cases/:id', load: () => import('./case-page.tsx') },
  { path: '/public-services/consents/:id', load: () => import('./consent-page.tsx') },
  { path: '/public-services/queue', load: () => import('./queue-page.tsx') },
  { path: '/public-services/queue/:id', load: () => import('./review-page.tsx') },
]
