import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { queryKeyOf, Refused } from './ask.ts'
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
  async function readAgain(): Promise<void> {
    await Promise.all(
      stale.map((it) => {
        const queryKey: QueryKey = queryKeyOf(it)
        return queries.invalidateQueries({ queryKey })
      }),
    )
  }
  return useMutation<Answer, Refused, Input>({
    mutationFn: (input) => passkeys.freshly(() => act(input)),
    onSuccess: readAgain,
    // Someone else was faster, or the same person elsewhere: show how it stands now.
    onError: (error) =>
      error instanceof Refused && error.problem.status === 409 ? readAgain() : undefined,
  })
}
