/** Money in minor units. The đồng has no decimals: one unit is one đồng (ISO 4217). */
export type Money = { readonly amount: bigint; readonly currency: 'VND' }

export function vnd(amount: bigint | number): Money {
  return { amount: BigInt(amount), currency: 'VND' }
}

/** How JSON carries money: a decimal string, since a sum may exceed 2^53. */
export type MoneyView = { amount: string; currency: 'VND' }

export function moneyView({ amount, currency }: Money): MoneyView {
  return { amount: amount.toString(), currency }
}
