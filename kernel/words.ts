/** What is said to people, in every language of the house. A missing language does not compile. */
export type Words = { readonly vi: string; readonly en: string }

export type Language = keyof Words

export const languages: readonly Language[] = ['vi', 'en']

/** The language to answer in, from `Accept-Language` (RFC 9110, 12.5.4); Vietnamese when unsaid. */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: Language = 'vi'
  let bestWeight = 0
  for (const part of (acceptLanguage ?? '').slice(0, 200).split(',')) {
    const [tag = '', quality] = part.trim().split(';q=')
    const weight = quality === undefined ? 1 : Number(quality)
    const language = languages.find((it) => tag.toLowerCase().split('-')[0] === it)
    if (language && weight > bestWeight) [best, bestWeight] = [language, weight]
  }
  return best
}
