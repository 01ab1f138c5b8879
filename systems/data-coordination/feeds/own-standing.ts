/** The standing with what the gateway offers itself. */
import { X509Certificate } from 'node:crypto'
import { subsystemOf } from '../domain/identifier.ts'
import type { Standing, StandingSource } from '../hot-path/standing.ts'

/**
 * The assignment with more: targets of the services that the gateway answers itself, and the
 * gateway's own certificate among those that may speak for the subsystems that it serves.
 */
export function withOwnServices(source: StandingSource, url: string): StandingSource {
  let seen: Standing | undefined
  let made: Standing | undefined
  const widened = (it: Standing): Standing => {
    if (it === seen && made) return made
    seen = it
    made = widen(it, url)
    return made
  }
  return {
    current: () => widened(source.current()),
    onChange: (listener) => source.onChange((it) => listener(widened(it))),
    sawNewer: (version) => source.sawNewer(version),
  }
}

function widen(standing: Standing, url: string): Standing {
  const { assignment, directory, gatewayId, tls } = standing
  const serves = directory.gateways.get(gatewayId)?.serves ?? []
  const own = new X509Certificate(tls.chain).fingerprint256.replaceAll(':', '').toLowerCase()
  const services = directory.configuration.services.filter(
    (it) => it.kind !== 'rest' && serves.includes(subsystemOf(it.id)),
  )
  const ids = new Set<string>(services.map((it) => it.id))
  return {
    ...standing,
    assignment: {
      ...assignment,
      targets: [
        ...assignment.targets.filter((it) => !ids.has(it.service)),
        ...services.map((it) => ({ service: it.id, url: `${url}/${it.id}` })),
      ],
      clients: serves.map((subsystem) => {
        const known = assignment.clients.find((it) => it.subsystem === subsystem)
        const fingerprints = [...(known?.fingerprints ?? []), own]
        return { subsystem, fingerprints, plain: known?.plain ?? false }
      }),
    },
  }
}
