import {
  type Snapshot as AbciSnapshot,
  CheckTxType,
  type Request,
  type Response,
} from 'cosmjs-types/tendermint/abci/types'
import type { Log } from '#kernel/log'
import { BadFrame } from './abci-frames.ts'
import type { Application, BlockTime, Proposal, ValidatorUpdate } from './application.ts'
import { hexText } from './signed-block.ts'

/** The methods that a driver calls one after the other, whichever connection asks. */
const inTurn = new Set<string>([
  'info',
  'initChain',
  'prepareProposal',
  'processProposal',
  'finalizeBlock',
  'commit',
  'offerSnapshot',
  'applySnapshotChunk',
])

type Answers = {
  [Method in keyof Required<Request>]: (
    asked: NonNullable<Request[Method]>,
  ) => Promise<NonNullable<Response[Method]>> | NonNullable<Response[Method]>
}

/** Answers the requests of ABCI 2.0 with what the application says. */
export function openAnswers(application: Application, log: Log) {
  const answers = { ...blockAnswers(application, log), ...otherAnswers(application) } as Answers
  let turn: Promise<unknown> = Promise.resolve()

  return async function answer(asked: Request): Promise<Response> {
    const methods = (Object.keys(asked) as (keyof Request)[]).filter(
      (it) => asked[it] !== undefined,
    )
    const [method] = methods
    if (method === undefined || methods.length > 1) throw new BadFrame('A request of no one kind.')
    const said = answers[method] as (asked: unknown) => unknown
    const act = async (): Promise<Response> => ({ [method]: await said(asked[method]) })
    if (!inTurn.has(method)) return act()
    const done = turn.then(act)
    turn = done.catch(() => undefined)
    return done
  }
}

function blockAnswers(application: Application, log: Log): Partial<Answers> {
  return {
    async info() {
      const { height, appHash } = await application.info()
      return {
        data: 'ndc',
        version: '1',
        appVersion: 0n,
        lastBlockHeight: BigInt(height),
        lastBlockAppHash: appHash,
      }
    },
    async initChain(asked) {
      const made = await application.initChain({
        chainId: asked.chainId,
        time: timeOf(asked.time),
        validators: asked.validators.map(({ pubKey, power }) => ({
          key: pubKey?.ed25519 ?? new Uint8Array(0),
          power: Number(power),
        })),
        appState: asked.appStateBytes,
        initialHeight: Number(asked.initialHeight),
      })
      return { appHash: made.appHash, validators: made.validators.map(updateOf) }
    },
    async prepareProposal(asked) {
      const txs = await application.prepareProposal({
        height: Number(asked.height),
        time: timeOf(asked.time),
        maxBytes: Number(asked.maxTxBytes),
        candidates: asked.txs,
        proposer: asked.proposerAddress,
      })
      return { txs: [...txs] }
    },
    async processProposal(asked) {
      const { accept } = await application.processProposal(proposalOf(asked))
      return { status: accept ? 1 : 2 }
    },
    async finalizeBlock(asked) {
      for (const { validator, height } of asked.misbehavior) {
        const address = hexText(validator.address)
        log.warn({ address, height: String(height) }, 'a validator has contradicted itself')
      }
      const done = await application.finalizeBlock(proposalOf(asked))
      return {
        events: [],
        txResults: done.results.map((it) => ({ ...it, info: '', events: [], codespace: '' })),
        validatorUpdates: done.validatorUpdates.map(updateOf),
        appHash: done.appHash,
      }
    },
    async commit() {
      return { retainHeight: BigInt((await application.commit()).retainHeight) }
    },
    extendVote: () => ({ voteExtension: new Uint8Array(0) }),
    verifyVoteExtension: ({ voteExtension }) => ({ status: voteExtension.length === 0 ? 1 : 2 }),
  }
}

const offered = { accept: 1, reject: 3, 'reject-format': 4 } as const
const applied = { accept: 1, abort: 2, retry: 3 } as const

function otherAnswers(application: Application): Partial<Answers> {
  return {
    echo: ({ message }) => ({ message }),
    flush: () => ({}),
    async checkTx({ tx, type }) {
      const { code, log, gasWanted } = await application.checkTx(tx, type === CheckTxType.RECHECK)
      const rest = { data: new Uint8Array(0), info: '', gasUsed: 0n, events: [], codespace: '' }
      return { code, log, gasWanted, ...rest }
    },
    async query(asked) {
      const { path, data, prove } = asked
      const found = await application.query({ path, data, prove, height: Number(asked.height) })
      const { code, value, log, height } = found
      const rest = { info: '', index: 0n, key: new Uint8Array(0), codespace: '' }
      return { code, value, log, height: BigInt(height), ...rest }
    },
    async listSnapshots() {
      const found = await application.listSnapshots()
      return { snapshots: found.map((it): AbciSnapshot => ({ ...it, height: BigInt(it.height) })) }
    },
    async offerSnapshot({ snapshot, appHash }) {
      if (!snapshot) throw new BadFrame('A snapshot is offered without saying which.')
      const it = { ...snapshot, height: Number(snapshot.height) }
      return { result: offered[await application.offerSnapshot(it, appHash)] }
    },
    async loadSnapshotChunk({ height, format, chunk }) {
      return { chunk: await application.loadSnapshotChunk(Number(height), format, chunk) }
    },
    async applySnapshotChunk({ index, chunk, sender }) {
      const result = await application.applySnapshotChunk(index, chunk, sender)
      return { result: applied[result], refetchChunks: [], rejectSenders: [] }
    },
  }
}

type AskedBlock = {
  readonly height: bigint
  readonly time: { readonly seconds: bigint; readonly nanos: number }
  readonly txs: readonly Uint8Array[]
  readonly proposerAddress: Uint8Array
}

function proposalOf(asked: AskedBlock): Proposal {
  return {
    height: Number(asked.height),
    time: timeOf(asked.time),
    txs: asked.txs,
    proposer: asked.proposerAddress,
  }
}

function timeOf(time: { readonly seconds: bigint; readonly nanos: number } | undefined): BlockTime {
  return { seconds: Number(time?.seconds ?? 0n), nanos: time?.nanos ?? 0 }
}

function updateOf({ key, power }: ValidatorUpdate) {
  return { pubKey: { ed25519: key }, power: BigInt(power) }
}
