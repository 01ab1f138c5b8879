const names: Readonly<Record<number, string>> = Object.fromEntries(
  [
    '00 STOP ADD MUL SUB DIV SDIV MOD SMOD ADDMOD MULMOD EXP SIGNEXTEND',
    '10 LT GT SLT SGT EQ ISZERO AND OR XOR NOT BYTE SHL SHR SAR',
    '20 KECCAK256',
    '30 ADDRESS BALANCE ORIGIN CALLER CALLVALUE CALLDATALOAD CALLDATASIZE CALLDATACOPY',
    '38 CODESIZE CODECOPY GASPRICE EXTCODESIZE EXTCODECOPY RETURNDATASIZE RETURNDATACOPY',
    '3f EXTCODEHASH BLOCKHASH COINBASE TIMESTAMP NUMBER PREVRANDAO GASLIMIT CHAINID',
    '47 SELFBALANCE BASEFEE BLOBHASH BLOBBASEFEE',
    '50 POP MLOAD MSTORE MSTORE8 SLOAD SSTORE JUMP JUMPI PC MSIZE GAS JUMPDEST',
    '5c TLOAD TSTORE MCOPY PUSH0',
    'a0 LOG0 LOG1 LOG2 LOG3 LOG4',
    'f0 CREATE CALL CALLCODE RETURN DELEGATECALL CREATE2',
    'fa STATICCALL',
    'fd REVERT INVALID SELFDESTRUCT',
  ].flatMap((line) => {
    const [first = '', ...rest] = line.split(' ')
    return rest.map((name, at) => [Number.parseInt(first, 16) + at, name])
  }),
)

/** The name of an instruction, as geth's traces write it. */
export function nameOf(op: number): string {
  if (op >= 0x60 && op <= 0x7f) return `PUSH${op - 0x5f}`
  if (op >= 0x80 && op <= 0x8f) return `DUP${op - 0x7f}`
  if (op >= 0x90 && op <= 0x9f) return `SWAP${op - 0x8f}`
  return names[op] ?? `opcode 0x${op.toString(16)} not defined`
}
