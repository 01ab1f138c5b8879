import type { SignedBlock } from './signed-block.ts'

export type DriverStatus = {
  readonly height: number
  /** Blocks are being fetched; what is read is old. */
  readonly syncing: boolean
  readonly peers: number
  readonly validators: number
  /** How far this consensus can be trusted, in a sentence. */
  readonly words: { readonly vi: string; readonly en: string }
}

/** What brings transactions into an agreed order and has an application execute them. */
export type ChainDriver = {
  readonly name: 'solo' | 'cometbft'
  /** Passes a transaction on that this node's pool has accepted. */
  submit(tx: Uint8Array): Promise<void>
  status(): Promise<DriverStatus>
  /** Undefined when this height is not decided yet, or is no longer kept. */
  signedBlock(height: number): Promise<SignedBlock | undefined>
  close(): Promise<void>
}
