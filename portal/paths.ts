/** Addresses of pages that pages of other rooms lead to. */
export const paths = {
  start: '/',
  logIn: (next?: string) => `/identity/log-in${next ? `?next=${encodeURIComponent(next)}` : ''}`,
  account: '/identity/account',
  approvals: '/identity/approvals',
  accounts: '/identity/accounts',
  clients: '/identity/clients',
  organisations: '/identity/organisations',
  services: '/public-services',
  service: (code: string) => `/public-services/catalogue/${code}`,
  cases: '/public-services/cases',
  case: (id: string) => `/public-services/cases/${id}`,
  queue: '/public-services/queue',
  review: (id: string) => `/public-services/queue/${id}`,
  documents: '/documents',
  document: (id: string) => `/documents/${id}`,
  standing: (id: string) => `/documents/${id}/standing`,
  check: '/documents/check',
  verifier: '/did/verifier',
  hold: (documentId: string) => `/did/hold/${documentId}`,
  ownRecord: '/population/me',
  accesses: '/population/me/accesses',
  people: '/population/people',
  person: (id: string) => `/population/people/${id}`,
  operations: '/data-center',
  trustServices: '/trust-services',
  blockchain: '/blockchain',
  anchoredFile: '/blockchain/check',
  chainDevelopers: '/blockchain/developers',
  exchange: '/data-coordination',
  dataConsents: '/data-coordination/consents',
  exchangeRequests: '/data-coordination/requests',
  exchangeRegistry: '/data-coordination/registry',
  workshop: '/data-coordination/workshop',
  workshopReviews: '/data-coordination/workshop/reviews',
  corrections: '/data-coordination/corrections',
} as const

/**
 * The path of this site that was asked for, or the start: an address from elsewhere must not
 * receive people. Browsers leave out tabs and line ends of an address, so a path with one is none.
 */
export function ownPath(asked: string | null): string {
  return asked !== null && /^\/(?![/\\])[^\s\\]*$/.test(asked) ? asked : paths.start
}
