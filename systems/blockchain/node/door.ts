/** The door for those who run a node. */
export { openNetwork, testChainId } from './open-network.ts'
export { type ChainNode, genesisIn, type NodeOptions, startNode, takeSnapshot } from './start.ts'
