import type { Transaction } from '../execution/transaction.ts'
import type { Member, Sender } from './members.ts'

/** So much gas a member may take in one turn: saved up until its next transaction fits. */
const gasOfTurn = 1_000_000n

type Turn = { readonly member: Member; readonly senders: Sender[]; saved: bigint }

/**
 * Deficit round robin over members by gas, and in turn over each member's accounts, each in the
 * order of its nonces without a gap. What does not fit closes its account for this choice.
 */
export function chooseFairly(
  members: ReadonlyMap<string, Member>,
  maxBytes: number,
  maxGas: bigint,
  served: (member: Member) => void,
): Transaction[] {
  const chosen: Transaction[] = []
  const nextOf = new Map<Sender, bigint>()
  let bytesLeft = maxBytes
  let gasLeft = maxGas
  let turns: Turn[] = [...members.values()].map((member) => ({
    member,
    senders: [...member.senders.values()],
    saved: 0n,
  }))
  while (turns.length > 0) {
    for (const turn of turns) {
      turn.saved += gasOfTurn
      for (;;) {
        const sender = turn.senders[0]
        if (!sender) break
        const nonce = nextOf.get(sender) ?? sender.next
        const transaction = sender.waiting.get(nonce)?.transaction
        const fits =
          transaction && transaction.raw.length <= bytesLeft && transaction.gas <= gasLeft
        if (!transaction || !fits) {
          turn.senders.shift()
          continue
        }
        if (transaction.gas > turn.saved) break
        turn.saved -= transaction.gas
        gasLeft -= transaction.gas
        bytesLeft -= transaction.raw.length
        chosen.push(transaction)
        nextOf.set(sender, nonce + 1n)
        turn.senders.push(turn.senders.shift() as Sender)
      }
    }
    turns = turns.filter((it) => it.senders.length > 0)
  }
  for (const member of servedMembers(nextOf)) served(member)
  return chosen
}

function servedMembers(nextOf: ReadonlyMap<Sender, bigint>): Set<Member> {
  return new Set([...nextOf.keys()].map((it) => it.member))
}
