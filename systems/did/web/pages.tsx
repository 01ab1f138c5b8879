export const pages = [
  { path: '/did/verifier', load: () => import('./verifier-page.tsx') },
  { path: '/did/present', load: () => import('./present-page.tsx') },
  { path: '/did/hold/:id', load: () => import('./hold-page.tsx') },
]
