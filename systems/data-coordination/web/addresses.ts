import { paths } from '#portal/paths.ts'

/** Where the room's API begins. */
export const api = '/api/data-coordination/v1'

export const to = {
  catalogue: paths.exchange,
  publish: `${paths.exchange}/publish`,
  service: (id: string) => `${paths.exchange}/services/${id}`,
  renew: (id: string) => `${paths.exchange}/services/${id}/version`,
  ask: (id: string) => `${paths.exchange}/services/${id}/access`,
  requests: paths.exchangeRequests,
  request: (id: string) => `${paths.exchange}/requests/${id}`,
  registry: paths.exchangeRegistry,
  member: (id: string) => `${paths.exchange}/members/${id}`,
  gateway: (id: string) => `${paths.exchange}/gateways/${id}`,
  flows: `${paths.exchange}/flows`,
  sharing: `${paths.exchange}/sharing`,
  changes: `${paths.exchange}/changes`,
}

export const toRegistry = {
  to: to.registry,
  words: { vi: 'Thành viên và cổng kết nối', en: 'Members and gateways' },
}
