import type { Access } from '#kernel/access'

/** Who works in the workshop: data stewards, whose log-in is of level 2. */
export const stewards = {
  official: ['data-steward'],
  purpose: 'data-coordination.processing',
} as const satisfies Access
