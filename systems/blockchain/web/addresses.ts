export const api = '/api/blockchain/v1'

/** Addresses of this room's pages. */
export const to = {
  chain: '/blockchain',
  blocks: '/blockchain/blocks',
  block: (id: number | string) => `/blockchain/blocks/${id}`,
  transaction: (hash: string) => `/blockchain/transactions/${hash}`,
  account: (address: string) => `/blockchain/accounts/${address}`,
  members: '/blockchain/members',
  propose: '/blockchain/proposals/new',
  check: '/blockchain/check',
  logs: '/blockchain/logs',
  log: (name: string) => `/blockchain/logs/${name}`,
  developers: '/blockchain/developers',
} as const
