import type { EVMResult, Message } from '@ethereumjs/evm'
import { EVMError } from '@ethereumjs/evm'
import type { TraceOptions } from '../json-rpc/backend.ts'
import { hexOf } from '../state/bytes.ts'
import type { Frame } from './frame.ts'
import { nameOf } from './opcode-names.ts'
import { Refused } from './refused.ts'
import { createdBy, type Outcome } from './run-transaction.ts'
import type { Traced, Tracer } from './tracer.ts'

type CallLog = { address: string; topics: string[]; data: string; position: string }
type Call = {
  type: string
  from: string
  to?: string
  value?: string
  gas: string
  gasUsed: string
  input: string
  output?: string
  error?: string
  calls?: Call[]
  logs?: CallLog[]
}

/** Calls in one transaction, at most. */
const mostCalls = 20_000

const hex = (bytes: Uint8Array) => `0x${hexOf(bytes)}`
const quantity = (number: bigint) => `0x${number.toString(16)}`

/** geth's callTracer: the calls of a transaction within each other. */
export function traceCalls(tx: Traced, { tracerConfig }: TraceOptions): Tracer {
  const flat = tracerConfig['onlyTopCall'] === true
  const withLogs = tracerConfig['withLog'] === true
  const top: Call = {
    type: tx.to ? 'CALL' : 'CREATE',
    from: hex(tx.from),
    to: hex(tx.to ?? createdBy(tx.from, tx.nonce)),
    value: quantity(tx.value),
    gas: quantity(tx.gas),
    gasUsed: '0x0',
    input: hex(tx.data),
  }
  const open: Call[] = [top]
  let lastOp = 0xf1
  let count = 0

  const step = (frame: Frame, op: number) => {
    lastOp = op
    if (!withLogs || op < 0xa0 || op > 0xa4) return
    const topics = op - 0xa0
    const { stack, sp, state } = frame
    if (sp < topics + 2) return
    const at = Number(stack[sp - 1])
    const size = Number(stack[sp - 2])
    const call = open.at(-1) as Call
    const data = new Uint8Array(Math.min(size, 131_072))
    data.set(state.memory._store.subarray(at, at + data.length))
    call.logs ??= []
    call.logs.push({
      address: hex(frame.env.address.bytes),
      topics: Array.from(
        { length: topics },
        (_, nth) => `0x${(stack[sp - 3 - nth] as bigint).toString(16).padStart(64, '0')}`,
      ),
      data: hex(data),
      position: quantity(BigInt(call.calls?.length ?? 0)),
    })
  }

  const enter = (message: Message) => {
    count += 1
    if (count > mostCalls) throw new Refused('timed-out', `more than ${mostCalls} calls`)
    const type = nameOf(lastOp)
    const parent = open.at(-1) as Call
    const target = message.to && (message._codeAddress ?? message.to)
    open.push({
      type,
      from: parent.to ?? parent.from,
      ...(target && { to: hex(target.bytes) }),
      ...(type !== 'STATICCALL' && { value: quantity(message.value) }),
      gas: quantity(message.gasLimit),
      gasUsed: '0x0',
      input: hex(message.data),
    })
  }

  const leave = (_message: Message, { execResult, createdAddress }: EVMResult) => {
    const call = open.pop() as Call
    const { exceptionError, returnValue, executionGasUsed } = execResult
    call.gasUsed = quantity(executionGasUsed)
    if (createdAddress && !exceptionError) call.to = hex(createdAddress.bytes)
    const reverted = exceptionError?.error === EVMError.errorMessages.REVERT
    if (exceptionError) {
      call.error = reverted ? 'execution reverted' : exceptionError.error
      if (call.logs) delete call.logs
    }
    if (returnValue.length > 0 && (!exceptionError || reverted)) call.output = hex(returnValue)
    const parent = open.at(-1) as Call
    if (flat) return
    parent.calls ??= []
    parent.calls.push(call)
  }

  return {
    watcher: { step, enter, leave },
    result(outcome: Outcome) {
      top.gasUsed = quantity(outcome.gasUsed)
      if (outcome.output.length > 0) top.output = hex(outcome.output)
      if (outcome.error) top.error = outcome.error
      if (outcome.error && top.logs) delete top.logs
      return top
    },
  }
}
