export const pages = [{ path: '/data-center', load: () => import('./operations-page.tsx') }]
