import type { Routes } from '#kernel/system'
import { TypeList } from '../contract.ts'
import { documentTypes } from '../domain/document-type.ts'

/** /types — what documents there are. */
export function typeRoutes(): Routes {
  return async (app) => {
    app.get(
      '/types',
      {
        config: { access: { anyone: true } },
        schema: {
          operationId: 'typeList',
          summary: 'The types of documents, and what each holds',
          response: { 200: TypeList },
        },
      },
      () => ({
        items: documentTypes.map(({ code, title, vct, claims }) => ({
          code,
          title,
          vct,
          claims: claims.map(({ name, words }) => ({ name, words })),
        })),
      }),
    )
  }
}
