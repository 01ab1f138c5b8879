export type {
  Application,
  BlockTime,
  Genesis,
  Proposal,
  Snapshot,
  TxResult,
  ValidatorUpdate,
} from './application.ts'
export type { Commit, Header, SignedBlock, Validator } from './signed-block.ts'
export type { ChainDriver, DriverStatus } from './driver.ts'
export { openSolo, type SoloConfig } from './solo.ts'
