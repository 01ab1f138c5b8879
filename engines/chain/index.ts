export type {
  Application,
  BlockTime,
  Genesis,
  Proposal,
  Snapshot,
  TxResult,
  ValidatorUpdate,
} from './application.ts'
export { cometVersion, dyingWithUs, findComet } from './comet-program.ts'
export { type CometbftConfig, openCometbft } from './cometbft.ts'
export type { ChainDriver, DriverStatus } from './driver.ts'
export {
  type LaidOutNetwork,
  type LaidOutNode,
  layOutNetwork,
  type NetworkPlan,
  readNetwork,
  validatorPower,
} from './network.ts'
export type { Commit, Header, SignedBlock, Validator } from './signed-block.ts'
export { openSolo, type SoloConfig } from './solo.ts'
export { openValidatorKey } from './validator-key.ts'
