import { type Static, Type } from 'typebox'
import { BilingualText, IdOf, Instant, Text } from '#kernel/contract'

/** A member as everyone may see it. */
export const MemberView = Type.Object({
  id: IdOf('member'),
  code: Text(200),
  name: BilingualText,
  since: Instant,
})
export type MemberView = Static<typeof MemberView>
