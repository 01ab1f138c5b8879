import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openPostgres, type Postgres } from '#engines/postgres'
import { openSecrets } from '#kernel/secrets'
import { newFolder } from './folders.ts'
import { openHouse } from './house.ts'

let postgres: Postgres | undefined
let folder = ''

/**
 * One real PostgreSQL for all test files, and in it one database with a small synthetic nation,
 * from which every test house is cloned. In memory where there is room.
 */
export async function globalSetup(): Promise<void> {
  folder = newFolder('test')
  const template = join(folder, 'template')
  const secrets = openSecrets(join(template, 'secrets/master.key'))
  postgres = await openPostgres(
    { url: '', port: 0, folder: join(folder, 'postgres'), durable: false },
    secrets,
  )
  process.env['NDC_TEST_FOLDER'] = folder
  process.env['NDC_TEST_OWNER_URL'] = postgres.ownerUrl
  process.env['NDC_TEST_APP_URL'] = postgres.appUrl
  const house = await openHouse({ database: 'ndc_template', dataDir: template, people: 400 })
  await house.close()
}

export async function globalTeardown(): Promise<void> {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
}
