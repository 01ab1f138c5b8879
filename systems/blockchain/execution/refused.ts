/** Why a transaction cannot stand in a block; the numbers are the codes of its TxResult. */
const numbers = {
  malformed: 1,
  'type-unsupported': 2,
  'wrong-chain': 3,
  'invalid-signature': 4,
  'nonce-too-low': 5,
  'nonce-too-high': 6,
  'insufficient-funds': 7,
  'intrinsic-gas': 8,
  'gas-above-block': 9,
  'tip-above-cap': 10,
  'fee-too-low': 11,
  'sender-has-code': 12,
  'init-code-size': 13,
  'account-unknown': 14,
  'member-suspended': 15,
  'quota-spent': 16,
  'deployment-forbidden': 17,
  /** Of calls only: they take too long, or their state is not kept. */
  'timed-out': 18,
  'state-away': 19,
} as const

export type RefusalCode = keyof typeof numbers

/** A transaction is refused: nothing of it happens and nothing is charged. */
export class Refused extends Error {
  override name = 'Refused'
  readonly code: RefusalCode
  constructor(code: RefusalCode, words: string) {
    super(words)
    this.code = code
  }
  /** The code in a TxResult; never 0, which is success. */
  get number(): number {
    return numbers[this.code]
  }
}
