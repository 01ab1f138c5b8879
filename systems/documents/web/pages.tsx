export const pages = [
  { path: '/documents', load: () => import('./documents-page.tsx') },
  { path: '/documents/check', load: () => import('./check-page.tsx') },
  { path: '/documents/check/:code', load: () => import('./check-code-page.tsx') },
  { path: '/documents/:id/standing', load: () => import('./standing-page.tsx') },
  { path: '/documents/:id', load: () => import('./document-page.tsx') },
]
