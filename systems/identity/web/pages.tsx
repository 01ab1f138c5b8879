const base = '/identity'

export const pages = [
  { path: `${base}/log-in`, load: () => import('./log-in-page.tsx') },
  { path: `${base}/log-in/phone`, load: () => import('./phone-log-in-page.tsx') },
  { path: `${base}/log-in/code`, load: () => import('./code-log-in-page.tsx') },
  { path: `${base}/enrol`, load: () => import('./enrolment-page.tsx') },
  { path: `${base}/recover`, load: () => import('./recovery-page.tsx') },
  { path: `${base}/unlock`, load: () => import('./unlock-page.tsx') },
  { path: `${base}/account`, load: () => import('./account-page.tsx') },
  { path: `${base}/account/log-ins`, load: () => import('./log-ins-page.tsx') },
  { path: `${base}/account/consents`, load: () => import('./consents-page.tsx') },
  { path: `${base}/approvals`, load: () => import('./approvals-page.tsx') },
  { path: `${base}/interaction/:uid`, load: () => import('./interaction-page.tsx') },
  { path: `${base}/device`, load: () => import('./device-page.tsx') },
  { path: `${base}/accounts`, load: () => import('./accounts-page.tsx') },
  { path: `${base}/clients`, load: () => import('./clients-page.tsx') },
  { path: `${base}/organisations`, load: () => import('./organisations-page.tsx') },
  { path: `${base}/organisations/:id`, load: () => import('./organisation-page.tsx') },
]
