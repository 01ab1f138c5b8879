import type { Common } from '@ethereumjs/common'
import { Hardfork, Mainnet, Common as Rules } from '@ethereumjs/common'
import { createEVM, type EVM } from '@ethereumjs/evm'
import type { CallEnvironment, CallLog, RunState } from './frame.ts'

/** An instruction of EthereumJS. */
export type OpcodeEntry = {
  readonly opcodeInfo: {
    readonly name: string
    readonly fullName: string
    readonly feeBigInt: bigint
    readonly dynamicGas: boolean
    readonly isInvalid: boolean
  }
  readonly opHandler: (state: RunState, common: Common) => Promise<void> | void
  readonly gasHandler: (state: RunState, gas: bigint, common: Common) => Promise<bigint> | bigint
}

/** What EthereumJS' instructions ask of the call that they run in. */
export type Interpreter = {
  readonly _runState: RunState
  readonly _result: {
    logs: CallLog[]
    selfdestruct: Map<`0x${string}`, `0x${string}`>
    createdAddresses?: Set<`0x${string}`>
    returnValue?: Uint8Array
  }
  useGas(gas: bigint): void
}

type InterpreterClass = new (
  evm: EVM,
  manager: unknown,
  blockchain: unknown,
  environment: CallEnvironment,
  gas: bigint,
  journal: unknown,
  log: unknown,
) => Interpreter

/** EthereumJS does not export the class, so an instruction of our own tells which it is. */
export const interpreterClass: InterpreterClass = await (async () => {
  let found: InterpreterClass | undefined
  const evm = await createEVM({
    common: new Rules({ chain: Mainnet, hardfork: Hardfork.Prague }),
    customOpcodes: [
      {
        opcode: 0x0c,
        opcodeName: 'WHO',
        baseFee: 0,
        logicFunction: (state) => {
          found = state.interpreter.constructor as unknown as InterpreterClass
        },
      },
    ],
  })
  await evm.runCode({ code: Uint8Array.of(0x0c) })
  if (!found) throw new Error('EthereumJS runs code in a way that is not known here')
  return found
})()
