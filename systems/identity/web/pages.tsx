export const pages = [{ path: '/identity/log-in', load: () => import('./log-in-page.tsx') }]
