/** Where the system contracts stand on every network, from its genesis on. */
export const systemAddresses = {
  governance: '0x0000000000000000000000000000000000007001',
  /** Answered by the node itself (execution/anchor.ts); interface IAnchor.sol. */
  anchor: '0x0000000000000000000000000000000000007002',
  didRegistry: '0x0000000000000000000000000000000000007003',
  credentialRoots: '0x0000000000000000000000000000000000007004',
  issuers: '0x0000000000000000000000000000000000007005',
  statusLists: '0x0000000000000000000000000000000000007006',
  documentHashes: '0x0000000000000000000000000000000000007007',
} as const

export type SystemContract = keyof typeof systemAddresses

/** The name a system contract goes by in Governance.systemContract(bytes32). */
export function systemName(contract: SystemContract): string {
  return contract.replaceAll(/[A-Z]/g, (it) => `-${it.toLowerCase()}`)
}
