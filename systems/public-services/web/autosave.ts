import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import type { CaseFormView } from '../contract.ts'

export type AnswerValue = string | boolean | readonly string[] | null
export type Answers = Record<string, AnswerValue>
const saveAfterMs = 700

/** What the server did not take yet, by case: it stays while the person logs in again. */
const unsaved = new Map<string, Answers>()

/** Keeps what is typed: a moment after the last key, on `flush`, and when the page is left. */
export function useAutosave(form: CaseFormView, path: string) {
  const queries = useQueryClient()
  const [kept] = useState<Answers>(() => unsaved.get(path) ?? {})
  const [answers, setAnswers] = useState<Answers>({ ...(form.answers as Answers), ...kept })
  const pending = useRef<Answers>(kept)
  const timer = useRef<number>(undefined)
  const latest = useRef(form)
  const save = useAct<Answers, CaseFormView>((some) =>
    ask('PUT', `${path}/answers`, { answers: some }),
  )
  const { mutateAsync } = save

  /** Sends what was typed since the last time. The answer tells what to ask next. */
  const flush = useCallback(async (): Promise<CaseFormView> => {
    window.clearTimeout(timer.current)
    const some = pending.current
    if (Object.keys(some).length === 0) return latest.current
    pending.current = {}
    try {
      latest.current = await mutateAsync(some)
      unsaved.delete(path)
      queries.setQueryData(path.split('/').filter(Boolean), latest.current)
      return latest.current
    } catch (error) {
      pending.current = { ...some, ...pending.current } // not lost: the next save brings it along
      unsaved.set(path, pending.current)
      throw error
    }
  }, [mutateAsync, path, queries])

  const flushQuietly = useCallback(() => void flush().catch(() => undefined), [flush])

  function change(name: string, value: AnswerValue): void {
    setAnswers((all) => ({ ...all, [name]: value }))
    pending.current[name] = value
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(flushQuietly, saveAfterMs)
  }

  // Coming back sends what could not be sent before, leaving sends what the timer still holds.
  useEffect(() => {
    flushQuietly()
    return flushQuietly
  }, [flushQuietly])
  return { answers, change, flush, save }
}
