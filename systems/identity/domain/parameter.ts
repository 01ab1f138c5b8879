/** The words of a space-delimited parameter (RFC 6749, 3.3): scope, acr_values, prompt. */
export function wordsIn(parameter: unknown): string[] {
  return typeof parameter === 'string' ? parameter.split(' ').filter(Boolean) : []
}
