import type { Routes } from '#kernel/system'
import { AuthorityView, RootAct } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { operator } from './certificates.ts'

/** /authority — what is due, and the acts of the root key. */
export function authorityRoutes({ rootActs }: Needs): Routes {
  return async (app) => {
    app.get(
      '/authority',
      {
        config: { access: operator },
        schema: {
          operationId: 'authorityState',
          summary: 'What of the authority is due, and whether the root key is here',
          response: { 200: AuthorityView },
        },
      },
      async () => rootActs.state(),
    )

    app.post(
      '/authority/root-acts',
      {
        config: { access: { ...operator, freshMinutes: 15 } },
        schema: {
          operationId: 'rootAct',
          summary: 'Use the root key: sign its list anew, or certify a new issuing authority',
          body: RootAct,
          response: { 200: AuthorityView },
        },
      },
      async (request) => {
        await rootActs[request.body.act]()
        return rootActs.state()
      },
    )
  }
}
