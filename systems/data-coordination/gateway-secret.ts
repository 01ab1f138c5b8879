import type { Secrets } from '#kernel/secrets'

/** The header by which the workshop's own gateway shows that it is the one that asks. */
export const gatewaySecretHeader = 'ndc-gateway-secret'

/** What that header holds; told to this gateway alone, in its assignment. */
export function gatewaySecretOf(secrets: Secrets): string {
  return secrets.derive('data-coordination.workshop-gateway').toString('base64url')
}
