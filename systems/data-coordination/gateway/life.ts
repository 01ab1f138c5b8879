/**
 * What a gateway knows and who it is, kept fresh: the newest configuration and assignment that the
 * center signed, and keys with certificates. All goes on without the center until what it said
 * last ends.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { type Clock, wait } from '#kernel/clock'
import type { Log } from '#kernel/log'
import { Refusal } from '#kernel/problem'
import type { GatewayStanding } from '../contract-gateway.ts'
import { type Assignment, type Configuration, isExpired, isStale } from '../domain/configuration.ts'
import type { Signals } from '../hot-path/signals.ts'
import {
  type Standing,
  type StandingFacts,
  type StandingSource,
  standingOf,
} from '../hot-path/standing.ts'
import { CenterAway, type CenterClient, type Fetched } from './center.ts'
import type { Home, Keys, State } from './home.ts'
import { callerOf, newKeys, publicKeyOf } from './joining.ts'
import { pemOf } from './pem.ts'
import { type DocumentType, NotTaken, type Pinned, readDocument } from './signed-document.ts'

export type Life = {
  readonly standing: StandingSource
  state(): State
  /** Durable when it returns. */
  change(next: Partial<State>): void
  /** Resolves when there is a configuration to work by. */
  begin(): Promise<void>
  /** Goes on until the signal; never rejects. */
  run(): Promise<void>
  configurationVersion(): number
}

export type LifeNeeds = {
  readonly home: Pick<Home, 'read' | 'write'>
  readonly center: CenterClient
  readonly clock: Clock
  readonly log: Log
  readonly signals: Signals
  readonly signal: AbortSignal
  /** How often the center is asked. */
  readonly pollMs?: number
  /** For how long new certificates are known before they are used. */
  readonly overlapMs?: number
}

const ordinaryPollMs = 2_000
const dayMs = 86_400_000
/** Certificates that end sooner are warned of, should renewal have failed until then. */
const warnWithinMs = 20 * dayMs
/** New certificates are used when everybody had so long to hear of them. */
const ordinaryOverlapMs = 20_000
const renewalAgainMs = 5_000
const longestValidityMs = 8 * dayMs
const clockToleranceMs = 16 * 60_000

export async function openLife(needs: LifeNeeds): Promise<Life> {
  const it = new OwnLife(needs)
  await it.recall()
  return it
}

class OwnLife implements Life {
  readonly #needs: LifeNeeds
  #state: State
  #standing: Standing | undefined
  #configuration: Configuration | undefined
  #assignment: Assignment | undefined
  readonly #listeners = new Set<(it: Standing) => void>()
  readonly #etags = { configuration: '', assignment: '' }
  #hurry: (() => void) | undefined
  /** When the next keys were first seen in a configuration, on the clock that only goes forward. */
  #nextSeenMs: number | undefined
  /** Since when the center has not answered, on the clock that only goes forward. */
  #awaySinceMs: number | undefined
  /** When new certificates were last asked for. */
  #askedMs = -Infinity
  readonly standing: StandingSource

  constructor(needs: LifeNeeds) {
    this.#needs = needs
    const state = needs.home.read()
    if (!state) throw new Refusal('This folder has not joined: start once with --join TOKEN.')
    this.#state = state
    this.standing = {
      current: () => {
        if (this.#standing) return this.#standing
        throw new TypeError('The gateway has no configuration yet.')
      },
      onChange: (listener) => {
        this.#listeners.add(listener)
        return () => this.#listeners.delete(listener)
      },
      sawNewer: (version) => {
        if (version > this.configurationVersion()) this.#hurry?.()
      },
    }
  }

  state = (): State => this.#state

  change = (next: Partial<State>): void => {
    const state = { ...this.#state, ...next }
    this.#needs.home.write(state)
    this.#state = state
  }

  configurationVersion = (): number => this.#configuration?.version ?? 0

  /** Takes up what was held when the gateway ended last. */
  async recall(): Promise<void> {
    const { configuration, assignment } = this.#state
    if (configuration === null || assignment === null) return
    const read = await Promise.all([
      readDocument<Configuration>(configuration, 'ndc-configuration+jwt', this.#pinned()),
      readDocument<Assignment>(assignment, 'ndc-assignment+jwt', this.#pinned()),
    ]).catch((error: Error) => {
      throw new Refusal(`The configuration kept in this folder is damaged: ${error.message}`)
    })
    const [held] = read
    if (held.version < this.#state.newestVersion) {
      throw new Refusal(
        `This folder holds configuration ${held.version}, but it has known ` +
          `${this.#state.newestVersion}: it was put together from different copies.`,
      )
    }
    ;[this.#configuration, this.#assignment] = read
    this.#renew()
  }

  async begin(): Promise<void> {
    const { signal } = this.#needs
    while (!this.#standing) {
      await this.#refresh()
      if (!this.#standing) await wait(300, signal)
    }
  }

  async run(): Promise<void> {
    const { signal, pollMs = ordinaryPollMs, log } = this.#needs
    while (!signal.aborted) {
      try {
        await this.#refresh()
        await this.#keepCertificates()
        this.#watch()
      } catch (error) {
        if (!signal.aborted) log.error({ err: error }, 'the life of the gateway stumbled')
      }
      await this.#pause(pollMs)
    }
  }

  async #pause(ms: number): Promise<void> {
    const awake = new AbortController()
    this.#hurry = () => awake.abort()
    await wait(ms, AbortSignal.any([this.#needs.signal, awake.signal])).catch(() => undefined)
    this.#hurry = undefined
    // Peers that know more do not make it ask without rest.
    if (awake.signal.aborted) await wait(100, this.#needs.signal).catch(() => undefined)
  }

  /** Asks the center for both documents and takes what is new. */
  async #refresh(): Promise<void> {
    const { center, log, signals, signal, clock, pollMs = ordinaryPollMs } = this.#needs
    const by = callerOf(this.#state.keys)
    try {
      const configuration = await center.configuration(this.#etags.configuration)
      // Whatever is told to one gateway alone moves the version of the whole as well.
      const assignment =
        configuration || !this.#assignment
          ? await center.assignment(by, this.#etags.assignment)
          : undefined
      this.#awaySinceMs = undefined
      signals.clear('center-away')
      if (configuration || assignment) await this.#take(configuration, assignment)
    } catch (error) {
      if (signal.aborted) return
      const { message } = error as Error
      if (error instanceof NotTaken) {
        log.error({ reason: message }, 'what the center sent was not taken')
        signals.raise('configuration-refused', message, clock.now().getTime())
        return
      }
      this.#awaySinceMs ??= clock.elapsedMs()
      const awayMs = clock.elapsedMs() - this.#awaySinceMs
      if (awayMs >= 5 * pollMs) signals.raise('center-away', message, clock.now().getTime())
      if (!(error instanceof CenterAway)) log.warn({ reason: message }, 'the center refused')
    }
  }

  async #take(configuration: Fetched | undefined, assignment: Fetched | undefined): Promise<void> {
    const { signals, log } = this.#needs
    const next: { -readonly [K in keyof State]?: State[K] } = {}
    let [newConfiguration, newAssignment] = [this.#configuration, this.#assignment]
    if (configuration) {
      newConfiguration = await this.#read<Configuration>(configuration, 'ndc-configuration+jwt')
      this.#mayFollow(newConfiguration)
      next.configuration = configuration.text
      next.newestVersion = newConfiguration.version
    }
    if (assignment) {
      newAssignment = await this.#read<Assignment>(assignment, 'ndc-assignment+jwt')
      if (newAssignment.gateway !== this.#state.gatewayId) {
        throw new NotTaken('The assignment is of another gateway.')
      }
      if (newAssignment.version < (this.#assignment?.version ?? 0)) {
        throw new NotTaken('The assignment is older than the one held.')
      }
      next.assignment = assignment.text
    }
    // What cannot be worked with is not kept either: indexing comes first.
    this.#renew(newConfiguration, newAssignment)
    this.change(next)
    if (configuration) this.#etags.configuration = configuration.etag
    if (assignment) this.#etags.assignment = assignment.etag
    signals.clear('configuration-refused')
    log.info({ version: newConfiguration?.version }, 'the gateway works by a new configuration')
  }

  async #read<Payload extends { issuedAt: string }>(
    { text }: Fetched,
    type: DocumentType,
  ): Promise<Payload> {
    return readDocument<Payload>(text, type, this.#pinned())
  }

  /** Only forward: a newer version, or the same one issued again. */
  #mayFollow({ version, issuedAt, expiresAt }: Configuration): void {
    const held = this.#configuration
    const now = this.#needs.clock.now().getTime() + this.#needs.center.offsetMs()
    const [from, until] = [Date.parse(issuedAt), Date.parse(expiresAt)]
    const same = held?.version === version && Date.parse(issuedAt) >= Date.parse(held.issuedAt)
    if (!Number.isSafeInteger(version) || (version <= this.#state.newestVersion && !same)) {
      throw new NotTaken(
        `Configuration ${version} is not newer than ${this.#state.newestVersion}, which is held.`,
      )
    }
    if (!(until > now && until - from <= longestValidityMs && from <= now + clockToleranceMs)) {
      throw new NotTaken(`Configuration ${version} is valid from ${issuedAt} to ${expiresAt}.`)
    }
  }

  /** Puts a standing in the place of the one before, as a whole. */
  #renew(configuration = this.#configuration, assignment = this.#assignment): void {
    if (!configuration || !assignment) return
    const { gatewayId, keys } = this.#state
    const facts: StandingFacts = {
      gatewayId,
      configuration,
      assignment,
      tls: { key: keys.tlsKey, chain: keys.tlsChain.map(pemOf).join('') },
      signing: {
        key: createPrivateKey(keys.signingKey),
        certificate: Buffer.from(keys.signingChain[0] ?? '', 'base64'),
      },
    }
    this.#standing = standingOf(facts, this.#standing?.directory)
    this.#configuration = configuration
    this.#assignment = assignment
    for (const listener of this.#listeners) listener(this.#standing)
  }

  #pinned(): Pinned {
    const revoked = this.#configuration?.revoked ?? []
    return {
      root: Buffer.from(this.#state.root, 'base64'),
      revoked: new Set(revoked.map((it) => it.toLowerCase())),
    }
  }

  /** New keys at two thirds of a certificate's life; used once everybody could hear of them. */
  async #keepCertificates(): Promise<void> {
    const { clock, center, log } = this.#needs
    const { keys, nextKeys } = this.#state
    if (nextKeys === null) {
      if (!isDue(keys, clock.now())) return
      this.change({ nextKeys: newKeys() })
      log.info('the certificates of the gateway are due: new keys are made')
      return
    }
    if (nextKeys.signingChain.length === 0) {
      if (clock.elapsedMs() - this.#askedMs < renewalAgainMs) return
      this.#askedMs = clock.elapsedMs()
      const body = {
        tlsKey: publicKeyOf(nextKeys.tlsKey).toString('base64url'),
        signingKey: publicKeyOf(nextKeys.signingKey).toString('base64url'),
      }
      const answer = await center
        .post<GatewayStanding>(callerOf(keys), '/gateway/renewal', body)
        .catch((error: Error) => {
          log.warn({ reason: error.message }, 'the certificates were not renewed')
        })
      if (answer?.state !== 'approved') return
      const { tlsChain, signingChain } = answer
      if (certifies(nextKeys, tlsChain, signingChain)) {
        this.change({ nextKeys: { ...nextKeys, tlsChain, signingChain } })
      }
      return
    }
    this.#takeOver(nextKeys)
  }

  #takeOver(nextKeys: Keys): void {
    const { clock, log, overlapMs = ordinaryOverlapMs } = this.#needs
    const own = this.#configuration?.gateways.find((it) => it.id === this.#state.gatewayId)
    const known =
      own?.signingCertificates.includes(nextKeys.signingChain[0] ?? '') === true &&
      own.tlsCertificates.includes(nextKeys.tlsChain[0] ?? '')
    if (!known) return
    this.#nextSeenMs ??= clock.elapsedMs()
    if (clock.elapsedMs() - this.#nextSeenMs < overlapMs) return
    this.change({ keys: nextKeys, nextKeys: null })
    this.#nextSeenMs = undefined
    this.#renew()
    log.info('the gateway uses its new certificates')
  }

  /** Alarms about what will end. */
  #watch(): void {
    const { clock, signals } = this.#needs
    const now = clock.now()
    const set = (on: boolean, kind: Parameters<Signals['raise']>[0], detail: string): void => {
      if (on) signals.raise(kind, detail, now.getTime())
      else signals.clear(kind)
    }
    const held = this.#configuration
    if (held) {
      const words = isExpired(held, now) ? 'has ended' : 'ends'
      const detail = `Configuration ${held.version} ${words} at ${held.expiresAt}.`
      set(isStale(held, now), 'configuration-ending', detail)
    }
    const ends = endOf(this.#state.keys)
    const ending = ends.getTime() - now.getTime() < warnWithinMs
    set(ending, 'certificate-ending', `A certificate ends at ${ends.toISOString()}.`)
  }
}

function leavesOf({ tlsChain, signingChain }: Keys): X509Certificate[] {
  return [tlsChain[0], signingChain[0]].map(
    (it) => new X509Certificate(Buffer.from(it ?? '', 'base64')),
  )
}

/** When the first of the certificates ends. */
export function endOf(keys: Keys): Date {
  return new Date(Math.min(...leavesOf(keys).map((it) => it.validToDate.getTime())))
}

function isDue(keys: Keys, now: Date): boolean {
  return leavesOf(keys).some(({ validFromDate, validToDate }) => {
    const [from, until] = [validFromDate.getTime(), validToDate.getTime()]
    return now.getTime() >= from + ((until - from) * 2) / 3
  })
}

/** Are the certificates for these very keys? */
export function certifies(
  keys: Keys,
  tlsChain: readonly string[],
  signingChain: readonly string[],
): boolean {
  if (!tlsChain[0] || !signingChain[0]) return false
  const [tls, signing] = leavesOf({ ...keys, tlsChain, signingChain }) as [
    X509Certificate,
    X509Certificate,
  ]
  return (
    tls.checkPrivateKey(createPrivateKey(keys.tlsKey)) &&
    signing.checkPrivateKey(createPrivateKey(keys.signingKey))
  )
}
