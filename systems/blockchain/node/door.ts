/** The door for those who run a node. */
export { type LocalNode, layOutLocalNetwork } from './local-network.ts'
export { openNetwork, testChainId } from './open-network.ts'
export { type ChainNode, genesisIn, type NodeOptions, startNode, takeSnapshot } from './start.ts'
