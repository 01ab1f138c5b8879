import type { Authenticate, Purpose } from '#kernel/access'
import { civilDateOf } from '#kernel/civil-date'
import type { Id } from '#kernel/id'
import type { Job } from '#kernel/jobs'
import { Refusal } from '#kernel/problem'
import type { Kernel, Room } from '#kernel/system'
import type { Population } from '#population'
import { openAccounts } from './accounts.ts'
import { openClients } from './clients.ts'
import { openConfirmations } from './confirmations.ts'
import type { ClientAdd } from './contract.ts'
import type { Account } from './domain/account.ts'
import { accountRoutes, unlockRoutes } from './http/account.ts'
import { accountsRoutes } from './http/accounts.ts'
import { appLogInRoutes, approvalRoutes } from './http/app-log-ins.ts'
import { clientRoutes, consentRoutes } from './http/clients.ts'
import { deviceRequestRoutes } from './http/device-requests.ts'
import { enrolmentRoutes } from './http/enrolments.ts'
import { interactionRoutes } from './http/interactions.ts'
import { logInRoutes } from './http/log-ins.ts'
import { oidcRoutes } from './http/oidc.ts'
import { organisationRoutes } from './http/organisations.ts'
import { passkeyRoutes } from './http/passkeys.ts'
import { personaRoutes } from './http/personas.ts'
import { proofingRoutes, recoveryRoutes } from './http/proofings.ts'
import { currentSessionRoutes, sessionRoutes } from './http/sessions.ts'
import { totpRoutes } from './http/totps.ts'
import { followPopulation } from './life-events.ts'
import { openLimits } from './limits.ts'
import type { Needs } from './needs.ts'
import { openPasskeys } from './passkeys.ts'
import { enrolPersonas, type Persona } from './personas.ts'
import { openProvider } from './provider.ts'
import { openRelease } from './release.ts'
import { openSessions, principalOf } from './sessions.ts'
import { openSigningKeys } from './signing-keys.ts'
import { accountOfPerson, countAccounts, findAccount } from './storage/accounts.ts'
import { sweepExpired } from './storage/challenges.ts'
import {
  findOrganisation,
  listOfficesHeld,
  listOrganisations,
  type Office,
  type Organisation,
  saveOffices,
  saveOrganisations,
} from './storage/organisations.ts'
import { listPersonas } from './storage/personas.ts'
import type { Schema } from './storage/schema.ts'
import type { OfficeHeld } from './storage/sessions.ts'
import { openTokens } from './tokens.ts'

/** The door of electronic identification: who someone is, and what they hold. */
export type Identity = Room &
  ReturnType<typeof openConfirmations> & {
    /** Fills the kernel's slot: who stands behind a request. */
    readonly authenticate: Authenticate
    account(id: Id<'account'>): Promise<Account | undefined>
    /** The account of a person that is not closed. */
    accountOf(personId: Id<'person'>): Promise<Account | undefined>
    /** The offices that the person of an account holds today. */
    officesOf(accountId: Id<'account'>): Promise<readonly OfficeHeld[]>
    organisation(id: Id<'organisation'>): Promise<Organisation | undefined>
    organisations(where: { kind?: string; unitCode?: string }): Promise<Organisation[]>
    /** The center itself as an organisation: its keys sign status lists and requests. */
    center(): Promise<{ id: string; name: string }>
    /** Takes in organisations (parents before children) and offices, in one transaction. */
    importOrganisations(
      organisations: Many<Organisation>,
      offices: Many<Omit<Office, 'until'>>,
    ): Promise<void>
    /** Accounts for the ready people of a demonstration. */
    enrolPersonas(ownerUrl: string, personas: readonly Persona[]): Promise<void>
    /** Registers a relying party or program. */
    addClient(client: ClientAdd): Promise<{ secret: string | null }>
    accountCounts(): Promise<{ level1: number; level2: number }>
  }

type Many<Item> = Iterable<Item> | AsyncIterable<Item>

const purposes: Record<string, Purpose> = {
  'identity.enrolment': {
    words: { vi: 'Đăng ký tài khoản định danh điện tử', en: 'Opening an identification account' },
    basis: 'Luật Căn cước 26/2023/QH15; Nghị định 69/2024/NĐ-CP',
  },
  'identity.account': {
    words: { vi: 'Đăng nhập và quản lý tài khoản của mình', en: 'Using my own account' },
    basis: 'Luật Căn cước 26/2023/QH15; Nghị định 69/2024/NĐ-CP',
  },
  'identity.administration': {
    words: { vi: 'Quản lý tài khoản định danh', en: 'Administration of accounts and offices' },
    basis: 'Luật Căn cước 26/2023/QH15; Nghị định 69/2024/NĐ-CP',
  },
  'identity.consent': {
    words: {
      vi: 'Cung cấp thông tin cho ứng dụng mà bạn đã đồng ý',
      en: 'Told to an application with your consent',
    },
    basis: 'Sự đồng ý của chủ thể dữ liệu (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)',
  },
}

export function openIdentity(kernel: Kernel, { population }: { population: Population }): Identity {
  const db = kernel.database.room<Schema>('identity')
  const clients = openClients(kernel, db)
  const sessions = openSessions(kernel, db)
  const passkeys = openPasskeys(kernel, db)
  const accounts = openAccounts(kernel, sessions)
  const signingKeys = openSigningKeys(kernel, db)
  const release = openRelease(kernel, db, population, clients)
  const provider = openProvider({ kernel, db, clients, sessions, release, signingKeys })
  const limits = openLimits(kernel, db)
  const tokens = openTokens(kernel, db, clients)
  const today = () => civilDateOf(kernel.clock.now())
  const needs: Needs = {
    kernel,
    db,
    population,
    limits,
    passkeys,
    sessions,
    accounts,
    clients,
    provider,
  }
  followPopulation(needs)
  const jobs: Record<string, Job> = {
    'sweep-expired': {
      cron: '*/10 * * * *',
      async run() {
        while ((await sweepExpired(db, kernel.clock.now())) >= 5_000) continue
      },
    },
    'rotate-signing-keys': { cron: '17 3 * * *', run: () => signingKeys.rotate() },
  }

  return {
    name: 'identity',
    title: { vi: 'Định danh và xác thực điện tử', en: 'Electronic identification' },
    purposes,
    routes: async (app) => {
      const all = [
        enrolmentRoutes,
        logInRoutes,
        appLogInRoutes,
        approvalRoutes,
        currentSessionRoutes,
        sessionRoutes,
        passkeyRoutes,
        accountRoutes,
        unlockRoutes,
        totpRoutes,
        proofingRoutes,
        recoveryRoutes,
        accountsRoutes,
        organisationRoutes,
        clientRoutes,
        consentRoutes,
        interactionRoutes,
        deviceRequestRoutes,
      ]
      for (const routes of all) await app.register(routes(needs))
      if (kernel.mode === 'demonstration') await app.register(personaRoutes(needs))
    },
    standardRoutes: oidcRoutes(needs),
    jobs,
    async start() {
      await refusePersonasInProduction(kernel)
      await signingKeys.rotate()
      await clients.addCommandLine()
    },
    async authenticate(request) {
      const { authorization } = request.headers
      if (authorization !== undefined) {
        const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1]
        return token ? tokens.authenticate(token) : { kind: 'stranger' }
      }
      const session = await sessions.current(request)
      return session ? principalOf(session) : { kind: 'stranger' }
    },
    ...openConfirmations(kernel, db, passkeys),
    account: (id) => findAccount(db, id),
    accountOf: (personId) => accountOfPerson(db, personId),
    async officesOf(accountId) {
      const account = await findAccount(db, accountId)
      return account ? listOfficesHeld(db, account.personId, today()) : []
    },
    organisation: (id) => findOrganisation(db, id),
    organisations: (where) => listOrganisations(db, where, 1_000),
    async center() {
      const [found] = await listOrganisations(db, { kind: 'data-center' }, 1)
      return found
        ? { id: found.id, name: found.name.vi }
        : { id: 'data-center', name: 'Trung tâm Dữ liệu quốc gia' }
    },
    importOrganisations: (organisations, offices) =>
      db.transaction().execute(async (tx) => {
        for await (const some of inBatches(organisations)) await saveOrganisations(tx, some)
        for await (const some of inBatches(offices)) {
          await saveOffices(
            tx,
            some.map((it) => ({ ...it, until: null })),
          )
        }
      }),
    enrolPersonas: (ownerUrl, personas) => enrolPersonas(needs, ownerUrl, personas),
    async addClient(client) {
      const { secret } = await clients.add(client)
      return { secret }
    },
    accountCounts: () => countAccounts(db),
  }
}

/** A database in which anyone may log in as a ready person is not for real people. */
async function refusePersonasInProduction({ mode, database }: Kernel): Promise<void> {
  if (mode !== 'production') return
  const personas = await listPersonas(database.pool('identity'))
  if (personas.length === 0) return
  throw new Refusal(
    'This database holds the ready people of a demonstration, whose passkeys anyone may use. ' +
      'Production needs a database of its own (NDC_DATABASE_URL or NDC_DATA).',
  )
}

async function* inBatches<Item>(items: Many<Item>, size = 1_000): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  for await (const it of items) {
    batch.push(it)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

export { PasskeyAnswer, PasskeyAssertion, PasskeyRequest } from './contract.ts'
export type { Account } from './domain/account.ts'
export type { Persona } from './personas.ts'
export type { Confirmation } from './storage/challenges.ts'
export type { Office, Organisation } from './storage/organisations.ts'
