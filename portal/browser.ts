import type { Language } from '#kernel/words'

/** The only place of the portal that asks the browser for the time or keeps something in it. */
export function now(): Date {
  return new Date()
}

export function keptLanguage(): Language {
  return localStorage.getItem('ndc-language') === 'en' ? 'en' : 'vi'
}

export function keepLanguage(language: Language): void {
  localStorage.setItem('ndc-language', language)
  document.documentElement.lang = language
}

/** A small note that survives a reload, such as where a form was left. */
export function keepNote(name: string, value: string | null): void {
  if (value === null) localStorage.removeItem(`ndc-note-${name}`)
  else localStorage.setItem(`ndc-note-${name}`, value)
}

export function keptNote(name: string): string | null {
  return localStorage.getItem(`ndc-note-${name}`)
}
