import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import type { Language, Words } from '#kernel/words'
import { keepLanguage, keptLanguage } from './browser.ts'

/** Says words in the reader's language; also tells and changes which one that is. */
export type Say = ((words: Words) => string) & {
  readonly language: Language
  readonly change: (language: Language) => void
}

const SayContext = createContext<Say | null>(null)

export function SayProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(keptLanguage)
  const say = useMemo(() => {
    const change = (next: Language) => {
      keepLanguage(next)
      setLanguage(next)
    }
    return Object.assign((words: Words) => words[language], { language, change })
  }, [language])
  return <SayContext.Provider value={say}>{children}</SayContext.Provider>
}

export function useSay(): Say {
  const say = useContext(SayContext)
  if (!say) throw new Error('useSay needs a SayProvider above it.')
  return say
}
