/** A text as people search for it: without marks over letters, in lower case. */
export function plainly(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().trim()
}
