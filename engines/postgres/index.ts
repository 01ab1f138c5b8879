import type { Secrets } from '#kernel/secrets'
import { startEmbedded } from './embedded.ts'
import { connectExternal } from './external.ts'
import type { Postgres, PostgresConfig } from './postgres.ts'

export type { Postgres } from './postgres.ts'

export function openPostgres(config: PostgresConfig, secrets: Secrets): Promise<Postgres> {
  const passwords = {
    owner: secrets.derive('postgres-owner').toString('base64url'),
    app: secrets.derive('postgres-app').toString('base64url'),
  }
  return config.url ? connectExternal(config.url, passwords.app) : startEmbedded(config, passwords)
}
