/** The life of a gateway in the registry, from its one-time code to its removal. */

export const gatewayStates = [
  /** Has a code and has not joined yet. */
  'invited',
  /** Has sent its keys and waits for an operator. */
  'waiting',
  /** Its certificates are being made. */
  'approved',
  'active',
  'refused',
  'removed',
] as const
export type GatewayState = (typeof gatewayStates)[number]

export type GatewayMove = 'join' | 'approve' | 'certify' | 'refuse' | 'remove' | 'invite'

/** A move that does not stand here does not exist. */
const moves: Record<GatewayState, Partial<Record<GatewayMove, GatewayState>>> = {
  invited: { join: 'waiting', invite: 'invited', remove: 'removed' },
  waiting: { approve: 'approved', refuse: 'refused', remove: 'removed' },
  approved: { certify: 'active', remove: 'removed' },
  active: { certify: 'active', remove: 'removed' },
  refused: { remove: 'removed' },
  removed: {},
}

/** The state after a move; undefined when it cannot be made. */
export function afterMove(state: GatewayState, move: GatewayMove): GatewayState | undefined {
  return moves[state][move]
}

/** The gateway and its peers may know the earlier certificate this long after a renewal. */
export const overlapDays = 7
