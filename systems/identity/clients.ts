import type { Kysely } from 'kysely'
import { sameSecret, sha256 } from '#kernel/digest'
import { newSecret } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Kernel } from '#kernel/system'
import type { ClientAdd } from './contract.ts'
import { actingScopes, programScopes, scopes } from './domain/claim.ts'
import { type Client, findClient, insertClient } from './storage/clients.ts'
import type { Schema } from './storage/schema.ts'

const believedMs = 2_000

/** The center's own command line: a public client that logs in with the device flow. */
export const commandLineId = 'ndc-cli'

export type Clients = ReturnType<typeof openClients>

/** The registry of relying parties and programs. */
export function openClients({ clock, mode }: Kernel, db: Kysely<Schema>) {
  const believed = new Map<string, { until: number; found: Promise<Client | undefined> }>()

  function find(id: string): Promise<Client | undefined> {
    if (!/^[a-z0-9-]{1,60}$/.test(id)) return Promise.resolve(undefined)
    const known = believed.get(id)
    if (known && known.until > clock.elapsedMs()) return known.found
    if (believed.size > 10_000) believed.clear()
    const found = findClient(db, id)
    believed.set(id, { until: clock.elapsedMs() + believedMs, found })
    found.catch(() => believed.delete(id))
    return found
  }

  return {
    /** A client as it stood at most two seconds ago; disabled ones too. */
    find,

    forget(): void {
      believed.clear()
    },

    /** Registers a client. The secret is returned here, once; only its digest is kept. */
    async add(it: ClientAdd): Promise<{ client: Client; secret: string | null }> {
      check(it, mode === 'production')
      const secret = it.kind === 'native' ? null : newSecret()
      const client: Client = {
        id: it.id,
        name: it.name,
        kind: it.kind,
        secretSha256: secret && digestOfSecret(secret),
        redirectUris: it.redirectUris,
        logoutUris: it.logoutUris ?? [],
        backchannelUri: it.backchannelUri ?? null,
        scopes: it.scopes,
        sector: it.kind === 'web' ? (it.sector ?? hostOf(it.redirectUris[0])) : null,
        requirePar: it.requirePar ?? false,
        dpop: it.dpop ?? false,
        idTokenAlgorithm: it.idTokenAlgorithm ?? 'ES256',
        createdAt: clock.now(),
        disabledAt: null,
      }
      if (!(await insertClient(db, client))) throw clientExists()
      believed.delete(it.id)
      return { client, secret }
    },

    async addCommandLine(): Promise<void> {
      if (await findClient(db, commandLineId)) return
      await insertClient(db, {
        id: commandLineId,
        name: { vi: 'Dòng lệnh ndc', en: 'The ndc command line' },
        kind: 'native',
        secretSha256: null,
        redirectUris: [],
        logoutUris: [],
        backchannelUri: null,
        scopes: ['openid', 'offline_access', 'ndc.self', 'ndc.office'],
        sector: null,
        requirePar: false,
        dpop: false,
        idTokenAlgorithm: 'ES256',
        createdAt: clock.now(),
        disabledAt: null,
      })
    },
  }
}

/** Secrets are 256 random bits: one digest is enough to keep them (no stretching needed). */
function digestOfSecret(secret: string): string {
  return sha256(secret).toString('base64url')
}

/** Is this the secret whose digest is kept? In constant time. */
export function isSecret(presented: string, kept: string): boolean {
  return sameSecret(digestOfSecret(presented), kept)
}

/** A client in the words of OpenID Connect Dynamic Registration, section 2. */
export function metadataOf(client: Client) {
  const openIdScopes = client.scopes.filter((it) => it in scopes || it === 'offline_access')
  const hosts = new Set(client.redirectUris.map(hostOf))
  return {
    client_id: client.id,
    client_name: client.name.vi,
    application_type: client.kind === 'native' ? ('native' as const) : ('web' as const),
    ...(client.secretSha256 !== null && { client_secret: client.secretSha256 }),
    token_endpoint_auth_method:
      client.kind === 'native' ? ('none' as const) : ('client_secret_basic' as const),
    grant_types: grantsOf(client),
    response_types: client.kind === 'web' ? ['code' as const] : [],
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.logoutUris],
    ...(client.backchannelUri && { backchannel_logout_uri: client.backchannelUri }),
    ...(client.kind !== 'program' && { scope: openIdScopes.join(' ') }),
    subject_type: client.sector === null ? ('public' as const) : ('pairwise' as const),
    ...(client.sector && hosts.size > 1 && { sector_identifier_uri: `https://${client.sector}/` }),
    id_token_signed_response_alg: client.idTokenAlgorithm,
    require_pushed_authorization_requests: client.requirePar,
    dpop_bound_access_tokens: client.dpop,
  }
}

function grantsOf({ kind, scopes: granted }: Client): string[] {
  if (kind === 'program') return ['client_credentials']
  const main =
    kind === 'web' ? 'authorization_code' : 'urn:ietf:params:oauth:grant-type:device_code'
  return granted.includes('offline_access') ? [main, 'refresh_token'] : [main]
}

function hostOf(uri: string | undefined): string {
  return new URL(uri ?? 'https://invalid').host
}

const scopesOfKind: Record<ClientAdd['kind'], readonly string[]> = {
  web: [...Object.keys(scopes), 'offline_access'],
  native: [...Object.keys(scopes), ...Object.keys(actingScopes)],
  program: programScopes,
}

/** What a client of its kind must and may have. */
function check(it: ClientAdd, production: boolean): void {
  const strange = it.scopes.find((scope) => !scopesOfKind[it.kind].includes(scope))
  if (strange !== undefined) {
    throw refused(
      `Phạm vi "${strange}" không dành cho loại này.`,
      `"${strange}" is not for this kind.`,
    )
  }
  if (it.kind === 'web' && it.redirectUris.length === 0) {
    throw refused('Cần ít nhất một địa chỉ nhận kết quả.', 'At least one redirect URI is needed.')
  }
  if (it.kind !== 'web' && it.redirectUris.length > 0) {
    throw refused('Loại này không có địa chỉ nhận kết quả.', 'This kind has no redirect URIs.')
  }
  const uris = [...it.redirectUris, ...(it.logoutUris ?? []), it.backchannelUri ?? []].flat()
  if (production && uris.some((uri) => !uri.startsWith('https:'))) {
    throw refused('Chỉ chấp nhận địa chỉ https.', 'Only https addresses are accepted.')
  }
}

function refused(vi: string, en: string): Problem {
  return new Problem(422, 'identity.client-refused', { vi, en })
}

function clientExists(): Problem {
  return new Problem(409, 'identity.client-exists', {
    vi: 'Đã có ứng dụng với mã này.',
    en: 'There is a client with this id already.',
  })
}

export function clientUnknown(): Problem {
  return new Problem(404, 'identity.client-unknown', {
    vi: 'Không có ứng dụng này, hoặc đã bị vô hiệu hóa.',
    en: 'There is no such client, or it is disabled.',
  })
}
