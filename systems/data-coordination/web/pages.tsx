import { workshopPages } from './workshop-pages.ts'

const base = '/data-coordination'

export const pages = [
  { path: '/data-coordination', load: () => import('./catalogue-page.tsx') },
  { path: `${base}/publish`, load: () => import('./publish-page.tsx') },
  { path: `${base}/services/:id`, load: () => import('./service-page.tsx') },
  { path: `${base}/services/:id/version`, load: () => import('./renew-page.tsx') },
  { path: `${base}/services/:id/access`, load: () => import('./ask-page.tsx') },
  { path: `${base}/requests`, load: () => import('./requests-page.tsx') },
  { path: `${base}/requests/:id`, load: () => import('./request-page.tsx') },
  { path: `${base}/registry`, load: () => import('./registry-page.tsx') },
  { path: `${base}/members/:id`, load: () => import('./member-page.tsx') },
  { path: `${base}/gateways/:id`, load: () => import('./gateway-page.tsx') },
  { path: `${base}/flows`, load: () => import('./flows-page.tsx') },
  { path: `${base}/sharing`, load: () => import('./sharing-page.tsx') },
  { path: `${base}/consents`, load: () => import('./consents-page.tsx') },
  { path: `${base}/changes`, load: () => import('./changes-page.tsx') },
  ...workshopPages,
]
