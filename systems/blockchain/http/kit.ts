import type { Routes } from '#kernel/system'
import { kitArchive } from '../kit-archive.ts'

/** /kit — what a developer begins with. */
export function kitRoutes(): Routes {
  return async (app) => {
    app.get(
      '/kit',
      {
        config: { access: { anyone: true, limitPerMinute: 30 } },
        schema: {
          operationId: 'kitDownload',
          summary: 'The developers’ kit (.tar.gz): a Hardhat project with the SDK',
        },
      },
      async (_request, reply) =>
        reply
          .type('application/gzip')
          .header('content-disposition', 'attachment; filename="ndc-chain-kit.tar.gz"')
          .send(kitArchive()),
    )
  }
}
