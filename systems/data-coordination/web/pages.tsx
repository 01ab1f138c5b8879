const base = '/data-coordination'

export const pages = [
  { path: `${base}/registry`, load: () => import('./registry-page.tsx') },
  { path: `${base}/members/:id`, load: () => import('./member-page.tsx') },
  { path: `${base}/gateways/:id`, load: () => import('./gateway-page.tsx') },
  { path: `${base}/changes`, load: () => import('./changes-page.tsx') },
]
