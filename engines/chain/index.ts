export type {
  Application,
  BlockTime,
  Genesis,
  Proposal,
  Snapshot,
  TxResult,
  ValidatorUpdate,
} from './application.ts'
export type { Commit, Header, SignedBlock, Validator } from './comet-types.ts'
export type { ChainDriver, DriverStatus } from './driver.ts'
