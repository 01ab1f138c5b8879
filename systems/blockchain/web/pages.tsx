const base = '/blockchain'

export const pages = [
  { path: base, load: () => import('./chain-page.tsx') },
  { path: `${base}/blocks`, load: () => import('./blocks-page.tsx') },
  { path: `${base}/blocks/:number`, load: () => import('./block-page.tsx') },
  { path: `${base}/transactions/:hash`, load: () => import('./transaction-page.tsx') },
  { path: `${base}/accounts/:address`, load: () => import('./account-page.tsx') },
  { path: `${base}/check`, load: () => import('./check-page.tsx') },
  { path: `${base}/logs`, load: () => import('./logs-page.tsx') },
  { path: `${base}/logs/:log`, load: () => import('./log-page.tsx') },
  { path: `${base}/developers`, load: () => import('./developers-page.tsx') },
  { path: `${base}/members`, load: () => import('./members-page.tsx') },
  { path: `${base}/proposals/new`, load: () => import('./propose-page.tsx') },
]
