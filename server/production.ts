import { Refusal } from '#kernel/problem'
import type { CenterConfig } from './config.ts'

/** Where people reach the center: said, or the first name of the certificate, or localhost. */
export function publicUrlOf({ center, tls }: Pick<CenterConfig, 'center' | 'tls'>): string {
  if (center.publicUrl) return center.publicUrl
  return tls.on
    ? `https://${tls.names[0] ?? 'localhost'}:${center.port}`
    : `http://localhost:${center.port}`
}

/**
 * Refuses a start that would be unsafe, and names everything that must change, together: a
 * demonstration stays on this machine, production serves real people.
 */
export function checkProduction(config: CenterConfig): void {
  if (config.center.mode === 'production') refuse(mistakesOfProduction(config))
  else if (!isLoopback(config.center.host)) {
    throw new Refusal(
      `A demonstration has passkeys that anyone may use, so it listens on this machine only, not ` +
        `on ${config.center.host}. Use --host 127.0.0.1, or NDC_MODE=production for real people.`,
    )
  }
}

function mistakesOfProduction({ center, tls, mail }: CenterConfig): string[] {
  const mistakes: string[] = []
  if (!center.publicUrl) mistakes.push('NDC_PUBLIC_URL is missing: passkeys are bound to its host.')
  else if (!center.publicUrl.startsWith('https://')) {
    mistakes.push('NDC_PUBLIC_URL must begin with https://.')
  }
  if (!tls.on && !center.trustProxy?.length) {
    mistakes.push(
      'TLS is off: set NDC_TLS_ON=true with NDC_TLS_CERTIFICATE and NDC_TLS_KEY, or name the ' +
        'proxy that ends TLS in NDC_TRUST_PROXY.',
    )
  }
  if (tls.on && (!tls.certificate || !tls.key)) {
    mistakes.push(
      'NDC_TLS_CERTIFICATE and NDC_TLS_KEY are missing: the local authority is for trying only.',
    )
  }
  if (!mail.url) mistakes.push('NDC_MAIL_URL is missing: letters would stay in a folder.')
  if (/@localhost>?$/.test(mail.from)) {
    mistakes.push('NDC_MAIL_FROM is the default: say from whom letters come.')
  }
  return mistakes
}

function refuse(mistakes: readonly string[]): void {
  if (mistakes.length === 0) return
  throw new Refusal(
    `Production needs more than the defaults:\n${mistakes.map((it) => `  - ${it}`).join('\n')}`,
  )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
