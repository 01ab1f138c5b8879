/**
 * The chain for programs of members: the system contracts on viem, typed. Reading needs an address,
 * writing the key of a member's account.
 */
import {
  type Abi,
  type Account,
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  getContract,
  type Hash,
  type Hex,
  http,
  type TransactionReceipt,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  anchorAbi,
  credentialRootsAbi,
  didRegistryAbi,
  documentHashesAbi,
  governanceAbi,
  issuersAbi,
  statusListsAbi,
} from '../contracts/abi.ts'
import { systemAddresses } from '../contracts/addresses.ts'

export type ChainOptions = {
  /** Where a node, or a center under /api/blockchain/v1/rpc, takes JSON-RPC. */
  readonly url: string
  /** Of a member's account; without it the chain is only read. */
  readonly key?: Hex
}

/** A transaction was executed and refused; `receipt` says in which block. */
export class TransactionFailed extends Error {
  override name = 'TransactionFailed'
  readonly receipt: TransactionReceipt
  constructor(receipt: TransactionReceipt) {
    super(`Transaction ${receipt.transactionHash} failed in block ${receipt.blockNumber}.`)
    this.receipt = receipt
  }
}

/** Milliseconds between two looks for a receipt: blocks come at once. */
const pollingInterval = 100

/** Connects, and asks which chain it is. Throws viem's errors where the node does not answer. */
export async function connect({ url, key }: ChainOptions) {
  const id = await createPublicClient({ transport: http(url) }).getChainId()
  const chain = defineChain({
    id,
    name: `NDC ${id}`,
    nativeCurrency: { name: 'Coin', symbol: 'COIN', decimals: 18 },
    rpcUrls: { default: { http: [url] } },
  })
  const reader = createPublicClient({ chain, transport: http(), pollingInterval })
  const account = key && privateKeyToAccount(key)
  const writer = account && createWalletClient({ chain, account, transport: http() })

  /** Runs a call that writes, and waits until it is final. Throws TransactionFailed. */
  async function write(
    address: Address,
    abi: Abi,
    functionName: string,
    args: readonly unknown[],
  ): Promise<TransactionReceipt> {
    if (!writer) throw new Error('The chain was opened without a key: it can only be read.')
    return settled(await writer.writeContract({ address, abi, functionName, args }))
  }

  async function settled(hash: Hash): Promise<TransactionReceipt> {
    const receipt = await reader.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new TransactionFailed(receipt)
    return receipt
  }

  const contract = <const Paper extends Abi>(address: Address, abi: Paper) =>
    getContract({ address, abi, client: reader })

  const { anchor, didRegistry, credentialRoots, documentHashes } = systemAddresses
  return {
    id,
    reader,
    account: account as Account | undefined,
    /** Any call of any contract. */
    write,
    /** The system contracts, to be read: `.read.…`. */
    governance: contract(systemAddresses.governance, governanceAbi),
    anchor: contract(anchor, anchorAbi),
    dids: contract(didRegistry, didRegistryAbi),
    credentialRoots: contract(credentialRoots, credentialRootsAbi),
    issuers: contract(systemAddresses.issuers, issuersAbi),
    statusLists: contract(systemAddresses.statusLists, statusListsAbi),
    documents: contract(documentHashes, documentHashesAbi),

    /** Opens a log for an account that alone appends to it. `log`: 32 bytes that name it. */
    openLog: (log: Hex, owner: Address) => write(anchor, anchorAbi, 'open', [log, owner]),
    /** Sets the head of one's own log: its root (RFC 9162) at a larger size. */
    append: (log: Hex, treeSize: bigint, root: Hex) =>
      write(anchor, anchorAbi, 'append', [log, treeSize, root]),
    /** Registers a digest: salted, so that nobody finds the content by trying. */
    registerDocument: (digest: Hex, parties: number) =>
      write(documentHashes, documentHashesAbi, 'register', [digest, parties]),
    supersedeDocument: (digest: Hex, by: Hex, parties: number) =>
      write(documentHashes, documentHashesAbi, 'supersede', [digest, by, parties]),
    /** `kind`: 1 People, 2 Item, 3 Location, 4 Activity. */
    registerDid: (did: Address, kind: 1 | 2 | 3 | 4, documentHash: Hex) =>
      write(didRegistry, didRegistryAbi, 'register', [did, kind, documentHash]),
    updateDid: (did: Address, documentHash: Hex) =>
      write(didRegistry, didRegistryAbi, 'update', [did, documentHash]),
    rotateDid: (did: Address, controller: Address) =>
      write(didRegistry, didRegistryAbi, 'rotate', [did, controller]),
    deactivateDid: (did: Address) => write(didRegistry, didRegistryAbi, 'deactivate', [did]),
    /** Publishes the root of a tree of credentials (domain/pair-tree.ts builds one). */
    publishRoot: (root: Hex, leaves: bigint) =>
      write(credentialRoots, credentialRootsAbi, 'publish', [root, leaves]),
    revokeRoot: (root: Hex) => write(credentialRoots, credentialRootsAbi, 'revoke', [root]),
  }
}
