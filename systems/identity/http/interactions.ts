import type { FastifyRequest } from 'fastify'
import type { Interaction } from 'oidc-provider'
import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { clientUnknown } from '../clients.ts'
import { ConsentGive, ContinueTo, InteractionParams, InteractionView } from '../contract.ts'
import { contextOf, levelAsked, methodReferences } from '../domain/assurance.ts'
import { claimsOf, scopeOfClaim, scopeWords } from '../domain/claim.ts'
import { wordsIn } from '../domain/parameter.ts'
import type { Needs } from '../needs.ts'
import { challengeOver } from '../passkeys.ts'
import { principalOf, sessionOf, sessionView } from '../sessions.ts'
import { saveConsent } from '../storage/consents.ts'
import type { SessionInUse } from '../storage/sessions.ts'

type Ask = { scopes: string[]; claims: string[] }

/** /interactions — a relying party sent this browser here; the person logs in and consents. */
export function interactionRoutes(needs: Needs): Routes {
  const { kernel, db, provider, clients, sessions } = needs
  const { clock, purposes } = kernel

  /** The interaction that belongs to this very browser: its cookie names it. */
  async function interactionOf(request: FastifyRequest, uid: string): Promise<Interaction> {
    const open = await provider()
    const context = open.createContext(request.raw, null as never)
    const cookie = context.cookies.get(open.cookieName('interaction'), { signed: true })
    const interaction = cookie === uid ? await open.Interaction.find(uid) : undefined
    if (!interaction) throw challengeOver()
    return interaction
  }

  async function finish(interaction: Interaction, result: object) {
    const { lastSubmission } = interaction
    interaction.result = 'error' in result ? result : { ...lastSubmission, ...result }
    await interaction.save(interaction.remainingTTL)
    return { continueTo: interaction.returnTo }
  }

  const access = { person: { level: 1 }, purpose: 'identity.account' } as const

  return async (app) => {
    app.get(
      '/interactions/:uid',
      {
        config: { access: { anyone: true, limitPerMinute: 120 } },
        schema: {
          operationId: 'interactionGet',
          summary: 'What a relying party asks; a browser that comes here is shown the page for it',
          params: InteractionParams,
          response: { 200: InteractionView },
        },
      },
      async (request, reply) => {
        const { uid } = request.params
        if (request.headers['sec-fetch-mode'] === 'navigate' || wantsPage(request)) {
          return reply.redirect(`/identity/interaction/${uid}`, 303)
        }
        void reply.header('cache-control', 'no-store')
        const interaction = await interactionOf(request, uid)
        const client = await clients.find(String(interaction.params['client_id']))
        if (!client) throw clientUnknown()
        const session = await sessions.current(request)
        const { level, maxAgeSeconds } = demandsOf(interaction)
        return {
          uid,
          prompt: interaction.prompt.name === 'login' ? ('log-in' as const) : ('consent' as const),
          client: { id: client.id, name: client.name },
          level,
          maxAgeSeconds,
          scopes: scopesAsked(askOf(interaction)).map(scopeView),
          session: session ? sessionView(session) : null,
        }
      },
    )

    app.post(
      '/interactions/:uid/log-in',
      {
        config: { access },
        schema: {
          operationId: 'interactionLogIn',
          summary: 'Go on as the person who is logged in here',
          params: InteractionParams,
          response: { 200: ContinueTo },
        },
      },
      async (request) => {
        const interaction = await interactionOf(request, request.params.uid)
        const session = await sessionOf(sessions, request)
        return finish(interaction, { login: logInOf(session, interaction, clock.now()) })
      },
    )

    app.post(
      '/interactions/:uid/consent',
      {
        config: { access },
        schema: {
          operationId: 'interactionConsent',
          summary: 'Tell the relying party what I chose, and nothing else',
          params: InteractionParams,
          body: ConsentGive,
          response: { 200: ContinueTo },
        },
      },
      async (request) => {
        const interaction = await interactionOf(request, request.params.uid)
        const session = await sessionOf(sessions, request)
        if (interaction.prompt.name !== 'consent') throw challengeOver()
        if (interaction.session?.accountId !== session.accountId) throw challengeOver()
        const grantId = await grant(interaction, session, request.body.scopes, request)
        return finish(interaction, { consent: { grantId } })
      },
    )

    app.post(
      '/interactions/:uid/refuse',
      {
        config: { access: { anyone: true, limitPerMinute: 60 } },
        schema: {
          operationId: 'interactionRefuse',
          summary: 'Go back to the relying party without telling it anything',
          params: InteractionParams,
          response: { 200: ContinueTo },
        },
      },
      async (request) => {
        const interaction = await interactionOf(request, request.params.uid)
        return finish(interaction, {
          error: 'access_denied',
          error_description: 'the person refused',
        })
      },
    )
  }

  /** Writes the grant and the consent that the person sees and may withdraw. */
  async function grant(
    interaction: Interaction,
    session: SessionInUse,
    chosen: readonly string[],
    request: FastifyRequest,
  ): Promise<string> {
    const open = await provider()
    const clientId = String(interaction.params['client_id'])
    const { accountId } = session
    const before = interaction.grantId ? await open.Grant.find(interaction.grantId) : undefined
    const it = before ?? new open.Grant({ accountId, clientId })
    const ask = askOf(interaction)
    const missing = interaction.prompt.details as { missingOIDCScope?: string[] }
    for (const scope of missing.missingOIDCScope ?? []) {
      // Without openid and offline_access there is nothing to choose: they tell nothing.
      if (chosen.includes(scope) || claimsOf([scope]).length < 2) it.addOIDCScope(scope)
      else it.rejectOIDCScope(scope)
    }
    for (const claim of ask.claims) {
      if (chosen.includes(scopeOfClaim(claim) ?? '')) it.addOIDCClaims([claim])
      else it.rejectOIDCClaims([claim])
    }
    const grantId = await it.save()
    const scopes = wordsIn(it.getOIDCScope())
    const claims = [...new Set([...claimsOf(scopes), ...it.getOIDCClaims()])]
    const now = clock.now()
    await db.transaction().execute(async (tx) => {
      const id = newId('consent', now)
      const consent = { id, accountId, clientId, scopes, claims, grantId, givenAt: now }
      await saveConsent(tx, { ...consent, withdrawnAt: null })
      const purpose = 'identity.consent'
      const basis = purposes.get(purpose)?.basis ?? ''
      await kernel.audit.record(tx, { ...request.actor, purpose, basis }, [
        {
          room: 'identity',
          operation: 'consentGive',
          subjectId: session.personId,
          fields: ['consent'],
          outcome: 'changed',
        },
      ])
    })
    return grantId
  }
}

/** A browser that follows a redirect wants a page; the portal's own calls want JSON. */
function wantsPage(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').includes('text/html')
}

/** What the relying party demands of the log-in. */
function demandsOf({ params }: Interaction) {
  const maxAge = params['max_age']
  return {
    level: levelAsked(wordsIn(params['acr_values'])) ?? null,
    maxAgeSeconds: maxAge === undefined ? null : Number(maxAge),
  }
}

/** The scopes and single claims that consent is asked for now. */
function askOf({ prompt, params }: Interaction): Ask {
  const details = prompt.details as { missingOIDCScope?: string[]; missingOIDCClaims?: string[] }
  if (prompt.name === 'login') return { scopes: wordsIn(params['scope']), claims: [] }
  return { scopes: details.missingOIDCScope ?? [], claims: details.missingOIDCClaims ?? [] }
}

function scopesAsked({ scopes, claims }: Ask): string[] {
  return [...new Set([...scopes, ...claims.flatMap((it) => scopeOfClaim(it) ?? [])])]
}

export function scopeView(scope: string) {
  return { scope, words: scopeWords(scope), claims: claimsOf([scope]) }
}

/** The log-in that the center vouches for; refused when it is too old or too weak for the asker. */
function logInOf(session: SessionInUse, interaction: Interaction, now: Date) {
  const { level: asked, maxAgeSeconds } = demandsOf(interaction)
  const principal = principalOf(session)
  const level = principal.kind === 'person' ? principal.level : 1
  if (asked !== null && level < asked) throw levelTooLow()
  const ts = Math.floor(session.authenticatedAt.getTime() / 1000)
  const again = wordsIn(interaction.params['prompt']).includes('login')
  const tooOld = maxAgeSeconds !== null && now.getTime() / 1000 - ts > maxAgeSeconds
  if (tooOld || (again && ts < interaction.iat)) throw logInTooOld()
  const { accountId, method } = session
  return { accountId, acr: contextOf(level), amr: [...methodReferences[method]], ts }
}

function levelTooLow(): Problem {
  return new Problem(403, 'identity.level-too-low-for-client', {
    vi: 'Ứng dụng yêu cầu tài khoản mức 2 và đăng nhập bằng khóa truy cập hoặc thiết bị chính.',
    en: 'The application asks for level 2, logged in with a passkey or the main device.',
  })
}

function logInTooOld(): Problem {
  return new Problem(401, 'identity.log-in-too-old-for-client', {
    vi: 'Ứng dụng yêu cầu xác thực lại. Vui lòng dùng khóa truy cập.',
    en: 'The application asks you to authenticate again. Please use a passkey.',
  })
}
