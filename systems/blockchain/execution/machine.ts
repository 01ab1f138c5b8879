import type { Common, StateManagerInterface } from '@ethereumjs/common'
import {
  EVM,
  EVMError,
  type EVMResult,
  type ExecResult,
  type Message,
  NobleBN254,
  type PrecompileFunc,
} from '@ethereumjs/evm'
import { Account, Address } from '@ethereumjs/util'
import { anchorAddress, runAnchor } from './anchor.ts'
import { blsCurve } from './bls-curve.ts'
import { type CallEnvironment, Frame } from './frame.ts'
import { instructions, needed, prices, room } from './instructions.ts'
import { type Interpreter, interpreterClass, type OpcodeEntry } from './interpreter.ts'
import { mix, power, sha256 } from './precompiles.ts'
import { Refused } from './refused.ts'
import type { World } from './world.ts'
import { pointEvaluation, WorldAdapter } from './world-adapter.ts'

/** What a machine tells while it runs; for traces and for limits. */
export type Watcher = {
  /** Before each instruction. */
  step?(frame: Frame, op: number): void
  /** After each instruction; `cost` as debug_traceTransaction counts it. */
  stepped?(frame: Frame, op: number, cost: number): void
  enter?(message: Message): void
  leave?(message: Message, result: EVMResult): void
  /** Called every some thousand instructions; throws to end the run, may let others run. */
  pause?(): Promise<void>
}

const stepsBetweenPauses = 50_000
/** A call into a precompile may take milliseconds. */
const slowBetweenPauses = 16
/** What one precompile may use while others wait: it cannot be paused; this is seconds at most. */
const mostOfPrecompile = 3_000_000n

/**
 * EthereumJS' virtual machine over a `World`. Most instructions are our own and run without promises
 * (see `instructions.ts`); those that call, create, destroy or look at other accounts are
 * EthereumJS', as are calls, creations and precompiles.
 */
export class Machine extends EVM {
  watcher: Watcher = {}
  readonly #adapter: WorldAdapter
  readonly #entries: readonly OpcodeEntry[]
  readonly #chainId: bigint
  #message: Message | undefined
  #slowSteps = 0

  constructor(common: Common, world: World, blockHash: (number: number) => Uint8Array) {
    const adapter = new WorldAdapter(world)
    super({
      common,
      stateManager: adapter as unknown as StateManagerInterface,
      blockchain: {
        getBlock: (number: number) => ({ hash: () => blockHash(number) }),
        putBlock: () => undefined,
        shallowCopy: () => undefined,
      } as never,
      bls: blsCurve,
      bn254: new NobleBN254(),
      customPrecompiles: [
        { address: new Address(pointEvaluation) },
        { address: new Address(anchorAddress), function: (input) => this.#anchor(input) },
        ...ownPrecompiles,
      ],
    })
    this.#adapter = adapter
    // Its place is taken by the world, which keeps what is warm in the same undo log.
    this.journal = adapter.journal as never
    adapter.alwaysWarm = this.precompiles
    this.#entries = (this as unknown as { _opcodeMap: OpcodeEntry[] })._opcodeMap
    this.#chainId = common.chainId()
  }

  get world(): World {
    return this.#adapter.world
  }

  set world(world: World) {
    this.#adapter.world = world
  }

  override async runCall(options: Parameters<EVM['runCall']>[0]): Promise<EVMResult> {
    const { message } = options
    if (message && this.watcher.enter) this.watcher.enter(message)
    const result = await super.runCall(options)
    if (message && this.watcher.leave) this.watcher.leave(message, result)
    return result
  }

  protected override async _loadCode(message: Message): Promise<void> {
    await super._loadCode(message)
    this.#message = message
  }

  protected override async runPrecompile(
    code: PrecompileFunc,
    data: Uint8Array,
    gasLimit: bigint,
  ): Promise<ExecResult> {
    const isBounded = this.watcher.pause !== undefined && gasLimit > mostOfPrecompile
    const result = await super.runPrecompile(code, data, isBounded ? mostOfPrecompile : gasLimit)
    if (isBounded && result.exceptionError?.error === EVMError.errorMessages.OUT_OF_GAS) {
      throw new Refused('timed-out', 'execution aborted: one precompile would take too long')
    }
    return result
  }

  #anchor(input: Parameters<PrecompileFunc>[0]): ExecResult {
    const message = this.#message as Message
    return runAnchor(this.world, message, input.gasLimit, this.blockNumber)
  }

  get blockNumber(): bigint {
    return this._block?.header.number ?? 0n
  }

  protected override async runInterpreter(message: Message): Promise<ExecResult> {
    const env = this.#environment(message)
    const interpreter = new interpreterClass(
      this,
      this.stateManager,
      this.blockchain,
      env,
      message.gasLimit,
      this.journal,
      this.performanceLogger,
    )
    const { _result: result, _runState: state } = interpreter
    if (message.selfdestruct) result.selfdestruct = message.selfdestruct
    if (message.createdAddresses) result.createdAddresses = message.createdAddresses
    const code = message.code as Uint8Array
    state.code = code
    const frame = new Frame(state, code, this.world, this.#chainId, result)
    const error = await this.#run(frame, interpreter)
    const returnValue = frame.output ?? result.returnValue ?? new Uint8Array()
    const gasLeft = error && error.error !== reverted ? 0n : BigInt(frame.gas)
    return {
      logs: error ? [] : result.logs,
      selfdestruct: error ? new Map() : result.selfdestruct,
      createdAddresses: error ? new Set() : (result.createdAddresses ?? new Set()),
      ...(error && { exceptionError: error }),
      executionGasUsed: message.gasLimit - gasLeft,
      gasRefund: state.gasRefund,
      returnValue,
    }
  }

  #environment(message: Message): CallEnvironment {
    const to = message.to as Address
    const transaction = this._tx as { gasPrice: bigint; origin: Address }
    const found = this.world.account(to.bytes)
    return {
      address: to,
      caller: message.caller,
      callData: message.data,
      callValue: message.value,
      code: message.code as Uint8Array,
      isStatic: message.isStatic,
      isCreate: message.isCreate ?? false,
      depth: message.depth,
      gasPrice: transaction.gasPrice,
      origin: transaction.origin,
      block: this._block,
      contract: accountObject(found),
      codeAddress: message._codeAddress ?? to,
      gasRefund: message.gasRefund,
      blobVersionedHashes: [],
      createdAddresses: message.createdAddresses,
    } as never
  }

  /** Runs until the code ends; answers why it failed, if it did. */
  async #run(frame: Frame, interpreter: Interpreter): Promise<EVMError | undefined> {
    const watched = this.watcher.step !== undefined || this.watcher.stepped !== undefined
    try {
      while (!frame.halted && frame.pc < frame.code.length) {
        const op = watched ? this.#watchedStep(frame) : fastSteps(frame)
        if (op >= 0) await this.#slowStep(frame, interpreter, op)
        const { pause } = this.watcher
        if (pause && (op === pausing || (op >= 0 && ++this.#slowSteps % slowBetweenPauses === 0))) {
          await pause()
        }
      }
      return undefined
    } catch (error) {
      if (!(error instanceof EVMError)) throw error
      return error
    }
  }

  /** One instruction of ours with its watcher told; answers the code of one that is not ours. */
  #watchedStep(frame: Frame): number {
    const { watcher } = this
    const op = frame.code[frame.pc] as number
    watcher.step?.(frame, op)
    const run = instructions[op]
    if (run === undefined) return op
    const before = frame.gas
    try {
      step(frame, op)
    } finally {
      watcher.stepped?.(frame, op, before - Math.max(0, frame.gas))
    }
    return pausing
  }

  /** An instruction of EthereumJS. */
  async #slowStep(frame: Frame, interpreter: Interpreter, op: number): Promise<void> {
    const entry = this.#entries[op] as OpcodeEntry
    const { opcodeInfo: about } = entry
    const { state } = frame
    const before = frame.gas
    state.opCode = op
    frame.lend()
    let gas = about.feeBigInt
    if (about.dynamicGas) gas = await entry.gasHandler(state, gas, this.common)
    if (about.isInvalid) throw new EVMError(EVMError.errorMessages.INVALID_OPCODE)
    interpreter.useGas(gas)
    const forwarded = state.messageGasLimit ?? 0n
    this.watcher.stepped?.(frame, op, before - Number(state.gasLeft - forwarded))
    state.programCounter += 1
    try {
      await entry.opHandler(state, this.common)
    } catch (error) {
      if (!(error instanceof EVMError) || error.error !== EVMError.errorMessages.STOP) throw error
      frame.halted = true
    }
    frame.takeBack()
  }
}

const ownPrecompiles = [
  { address: '0x02', function: sha256 },
  { address: '0x05', function: power },
  { address: '0x09', function: mix },
] as const

const reverted = EVMError.errorMessages.REVERT
const pausing = -1
const ended = -2

function step(frame: Frame, op: number): void {
  if (frame.sp < (needed[op] as number)) {
    throw new EVMError(EVMError.errorMessages.STACK_UNDERFLOW)
  }
  if (frame.sp > (room[op] as number)) throw new EVMError(EVMError.errorMessages.STACK_OVERFLOW)
  frame.pay(prices[op] as number)
  frame.pc += 1
  ;(instructions[op] as (frame: Frame) => void)(frame)
}

/** Runs our own instructions until one is not ours, the code ends, or it is time for a pause. */
function fastSteps(frame: Frame): number {
  const { code } = frame
  const { length } = code
  for (let left = stepsBetweenPauses; left > 0; left -= 1) {
    if (frame.pc >= length) return ended
    const op = code[frame.pc] as number
    const run = instructions[op]
    if (run === undefined) return op
    const { sp } = frame
    if (sp < (needed[op] as number)) throw new EVMError(EVMError.errorMessages.STACK_UNDERFLOW)
    if (sp > (room[op] as number)) throw new EVMError(EVMError.errorMessages.STACK_OVERFLOW)
    frame.gas -= prices[op] as number
    if (frame.gas < 0) throw new EVMError(EVMError.errorMessages.OUT_OF_GAS)
    frame.pc += 1
    run(frame)
    if (frame.halted) return ended
  }
  return pausing
}

/** An account as EthereumJS reads and changes it: always a copy. */
function accountObject(it: ReturnType<World['account']>): Account {
  return it ? new Account(it.nonce, it.balance, it.storageRoot, it.codeHash) : new Account()
}
