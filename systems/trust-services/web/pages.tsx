export const pages = [{ path: '/trust-services', load: () => import('./trust-services-page.tsx') }]
