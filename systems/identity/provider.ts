import { createHmac } from 'node:crypto'
import type { JWK } from 'jose'
import type { Kysely } from 'kysely'
import {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import type { Id } from '#kernel/id'
import type { Kernel } from '#kernel/system'
import { traceIdOf } from '#kernel/telemetry'
import { type Clients, isSecret } from './clients.ts'
import { contexts, levelAsked } from './domain/assurance.ts'
import { programScopes, scopeOfClaim, scopes } from './domain/claim.ts'
import { wordsIn } from './domain/parameter.ts'
import { adapterOf, clientAdapterOf } from './oidc-adapter.ts'
import { renderError, renderLoggedOut, renderLogOut } from './oidc-pages.ts'
import type { Release } from './release.ts'
import { principalOf, type Sessions } from './sessions.ts'
import type { SigningKeys } from './signing-keys.ts'
import { findAccount } from './storage/accounts.ts'
import { findConsent } from './storage/consents.ts'
import type { Schema } from './storage/schema.ts'

export type ProviderNeeds = {
  kernel: Kernel
  db: Kysely<Schema>
  clients: Clients
  sessions: Sessions
  release: Release
  signingKeys: SigningKeys
}

const recheckKeysMs = 60_000

export type OpenIdProvider = ReturnType<typeof openProvider>

/**
 * The OpenID provider (oidc-provider, certified). It keeps nothing in memory, so it is opened anew
 * when the signing keys changed. Whether someone is logged in is not its to say: its session is
 * worth what the center's own session is worth at the moment.
 */
export function openProvider(needs: ProviderNeeds) {
  const { clock } = needs.kernel
  let open: { provider: Provider; fingerprint: string } | undefined
  let checkedAt = Number.NEGATIVE_INFINITY
  let checking: Promise<Provider> | undefined

  async function check(): Promise<Provider> {
    const { keys, fingerprint } = await needs.signingKeys.load()
    if (open?.fingerprint !== fingerprint) {
      open = { provider: build(needs, keys), fingerprint }
    }
    checkedAt = clock.elapsedMs()
    return open.provider
  }

  return async (): Promise<Provider> => {
    if (open && clock.elapsedMs() - checkedAt < recheckKeysMs) return open.provider
    checking ??= check().finally(() => (checking = undefined))
    return checking
  }
}

/** The audience of tokens for this center's own API. */
export function apiOf({ publicUrl }: Kernel): string {
  return `${publicUrl}/api`
}

function build(needs: ProviderNeeds, keys: JWK[]): Provider {
  const { kernel } = needs
  const provider = new Provider(kernel.publicUrl, configurationOf(needs, keys))
  // The mount tells scheme, host and address as this center is reached: see http/oidc.ts.
  provider.proxy = true
  provider.Client.prototype.compareClientSecret = function compareClientSecret(actual: string) {
    return isSecret(actual, String(this.clientSecret))
  }
  provider.on('server_error', (_ctx, error) => kernel.log.error({ err: error }, 'OpenID provider'))
  // Who logs out here logs out of the center, before the browser is sent on.
  provider.use(async (ctx, next) => {
    await next()
    const { oidc } = ctx as KoaContextWithOIDC
    if (oidc?.route === 'end_session_confirm' && isDestroyed(oidc.session)) {
      await needs.sessions.endOfHeader(ctx.req.headers.cookie)
    }
  })
  return provider
}

/** The provider says so of a session, though its types do not. */
function isDestroyed(session: object | undefined): boolean {
  return session !== undefined && 'destroyed' in session && session.destroyed === true
}

function configurationOf(needs: ProviderNeeds, keys: JWK[]): Configuration {
  const { kernel, db, clients } = needs
  const { secrets, publicUrl } = kernel
  const secure = publicUrl.startsWith('https:')
  const cookie = { httpOnly: true, sameSite: 'lax', secure, signed: true } as const
  const adapter = adapterOf(kernel, db)
  const salt = secrets.derive('identity-pairwise')
  return {
    adapter: (model: string) => (model === 'Client' ? clientAdapterOf(clients) : adapter(model)),
    jwks: { keys },
    cookies: {
      keys: [secrets.derive('identity-oidc-cookies').toString('base64url')],
      names: { session: 'ndc_op', interaction: 'ndc_op_ask', resume: 'ndc_op_resume' },
      long: cookie,
      short: cookie,
    },
    routes,
    responseTypes: ['code'],
    scopes: [...Object.keys(scopes), 'offline_access'],
    claims: {
      ...Object.fromEntries(Object.entries(scopes).map(([scope, it]) => [scope, [...it.claims]])),
      openid: ['sub', 'acr', 'amr', 'auth_time'],
      profile: [...scopes.profile.claims, 'updated_at'],
    },
    acrValues: contexts,
    subjectTypes: ['pairwise', 'public'],
    async pairwiseIdentifier(_ctx, accountId, client) {
      const sector = (await clients.find(client.clientId))?.sector ?? client.clientId
      return createHmac('sha256', salt).update(`${sector} ${accountId}`).digest('base64url')
    },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { idTokenSigningAlgValues: ['ES256', 'RS256'] },
    pkce: { required: () => true },
    rotateRefreshToken: () => true,
    clientBasedCORS: () => false,
    sectorIdentifierUriValidate: () => false,
    findAccount: (ctx, sub) => accountOf(needs, ctx, sub),
    async loadExistingGrant(ctx) {
      const { client, provider, session, result } = ctx.oidc
      if (result?.consent?.grantId) return provider.Grant.find(result.consent.grantId)
      if (!session?.accountId || !client) return undefined
      const consent = await findConsent(db, session.accountId, client.clientId)
      return consent && provider.Grant.find(consent.grantId)
    },
    extraTokenClaims: (ctx, token) => aboutThePerson(ctx, token.kind),
    interactions: {
      policy: policyOf(needs),
      url: (_ctx, interaction) => `/api/identity/v1/interactions/${interaction.uid}`,
    },
    features: featuresOf(needs),
    renderError,
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      ClientCredentials: 300,
      DeviceCode: 600,
      Grant: 180 * 86_400,
      IdToken: 600,
      Interaction: 900,
      RefreshToken: 30 * 86_400,
      Session: 12 * 3_600,
    },
  }
}

const routes = {
  authorization: '/oidc/auth',
  // A page of the portal: people type the code there, and this provider never sees the request.
  code_verification: '/identity/device',
  device_authorization: '/oidc/device/auth',
  end_session: '/oidc/log-out',
  introspection: '/oidc/introspection',
  jwks: '/oidc/jwks',
  pushed_authorization_request: '/oidc/par',
  revocation: '/oidc/revocation',
  token: '/oidc/token',
  userinfo: '/oidc/userinfo',
}

function featuresOf({ kernel, clients }: ProviderNeeds): Configuration['features'] {
  const api = apiOf(kernel)
  return {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    claimsParameter: {
      enabled: true,
      async assertClaimsParameter(_ctx, claims, client) {
        const named = [...Object.keys(claims.id_token ?? {}), ...Object.keys(claims.userinfo ?? {})]
        const allowed = new Set((client.scope ?? '').split(' '))
        const beyond = named.find((it) => scopeOfClaim(it) && !allowed.has(scopeOfClaim(it) ?? ''))
        if (beyond && beyond !== 'sub') {
          throw new errors.InvalidRequest(`the client may not ask for the claim ${beyond}`)
        }
      },
    },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true, charset: 'base-20', mask: '****-****' },
    dPoP: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    revocation: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    pushedAuthorizationRequests: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: renderLogOut,
      postLogoutSuccessSource: renderLoggedOut,
    },
    resourceIndicators: {
      enabled: true,
      // No resource is the provider's own: its tokens open the userinfo endpoint.
      defaultResource: (_ctx, client) =>
        client.grantTypeAllowed('client_credentials') ? api : none,
      useGrantedResource: (_ctx, source) => source.kind !== 'AuthorizationCode',
      async getResourceServerInfo(_ctx, resource, client) {
        const registered = await clients.find(client.clientId)
        if (resource !== api || !registered) throw new errors.InvalidTarget()
        const known = [...programScopes, 'ndc.self', 'ndc.office'] as string[]
        return {
          scope: registered.scopes.filter((it) => known.includes(it)).join(' '),
          audience: api,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'ES256' } },
        }
      },
    },
  }
}

// The provider takes undefined for "no resource", which its types leave out.
const none = undefined as unknown as string

/** Accounts that are locked or closed are nobody to the provider. */
async function accountOf({ db, release }: ProviderNeeds, ctx: KoaContextWithOIDC, sub: string) {
  const account = await findAccount(db, sub as Id<'account'>)
  if (account?.state !== 'active') return undefined
  const requestId = traceIdOf(ctx.get('traceparent'))
  return {
    accountId: sub,
    async claims(_use: string, scope: string, claims: object, rejected: string[]) {
      const clientId = ctx.oidc.client?.clientId ?? ''
      const granted = { scope, claims: Object.keys(claims), rejected }
      return { sub, ...(await release.claims(sub, clientId, granted, requestId)) }
    },
  }
}

/** What the center's API wants to know of a token that acts for a person. */
function aboutThePerson(ctx: KoaContextWithOIDC, kind: string) {
  if (kind !== 'AccessToken') return undefined
  const { DeviceCode, RefreshToken, AuthorizationCode } = ctx.oidc.entities
  const source = DeviceCode ?? RefreshToken ?? AuthorizationCode
  return source && { acr: source.acr, auth_time: source.authTime }
}

/** When the person must do something: log in (again, more surely), or consent. */
function policyOf({ sessions }: ProviderNeeds) {
  const { Check, base } = interactionPolicy
  const policy = base()
  const logIn = policy.get('login')
  const house = (ctx: KoaContextWithOIDC) => sessions.ofHeader(ctx.req.headers.cookie)
  logIn?.checks.add(
    new Check('session_over', 'the session of the center has ended', async (ctx) => {
      const session = await house(ctx)
      return session?.accountId === ctx.oidc.session?.accountId
        ? Check.NO_NEED_TO_PROMPT
        : Check.REQUEST_PROMPT
    }),
  )
  logIn?.checks.add(
    new Check('level_too_low', 'a higher level of assurance is asked for', async (ctx) => {
      const asked = levelAsked(wordsIn(ctx.oidc.params?.['acr_values']))
      const session = asked === undefined ? undefined : await house(ctx)
      const principal = session && principalOf(session)
      return principal?.kind === 'person' && principal.level < (asked ?? 1)
        ? Check.REQUEST_PROMPT
        : Check.NO_NEED_TO_PROMPT
    }),
  )
  return policy
}
