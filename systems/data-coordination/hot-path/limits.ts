/** What one gateway takes on at the same time, and how long it waits. */
export type Limits = {
  /** Exchanges on one side at once; beyond, the client is asked to come again. */
  readonly exchanges: number
  /** Of them, with bodies that stream. */
  readonly streams: number
  /** Connections to one other gateway. */
  readonly peerConnections: number
  /** Bodies of known length up to this are read whole and verified before they are passed on. */
  readonly heldBody: number
  /** Bytes of all headers of a message. */
  readonly headers: number
  readonly connectMs: number
  /** A body may pause so long. */
  readonly idleMs: number
}

/** Bytes that gateways add to the headers of a message. */
export const signatureHeaders = 4_096

export const standardLimits: Limits = {
  exchanges: 512,
  streams: 64,
  peerConnections: 128,
  heldBody: 1_048_576,
  headers: 16_384,
  connectMs: 3_000,
  idleMs: 30_000,
}
