/** So many groups of four are compared at least: 64 bits, which nobody can search through. */
export const enoughGroups = 4

/** A fingerprint (base64url) as the gateway shows it: hexadecimal, in groups of four. */
export function groupsOf(fingerprint: string): string[] {
  const bytes = atob(fingerprint.replaceAll('-', '+').replaceAll('_', '/'))
  const hex = Array.from(bytes, (it) => it.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return hex.match(/.{4}/g) ?? []
}

/** How many whole groups from the beginning are the same, and whether something differs. */
export function compare(
  groups: readonly string[],
  heard: string,
): { same: number; wrong: boolean } {
  const typed = heard.toLowerCase().replace(/[\s:·.-]/g, '')
  const whole = groups.join('')
  let length = 0
  while (length < typed.length && typed[length] === whole[length]) length++
  return { same: Math.floor(length / 4), wrong: length < typed.length }
}
