import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Refused } from './ask.ts'
import { usePasskeys } from './passkey.tsx'

/**
 * Changes something through the API, and then reads again what stands under `stale` paths. Where the
 * server wants to be sure that the same person still sits here, their passkey is asked for.
 */
export function useAct<Input, Answer = unknown>(
  act: (input: Input) => Promise<Answer>,
  stale: readonly string[] = [],
) {
  const queries = useQueryClient()
  const passkeys = usePasskeys()
  return useMutation<Answer, Refused, Input>({
    mutationFn: (input) => passkeys.freshly(() => act(input)),
    onSuccess: async () => {
      await Promise.all(
        stale.map((it) => {
          const queryKey: QueryKey = it.split('/').filter(Boolean)
          return queries.invalidateQueries({ queryKey })
        }),
      )
    },
  })
}
