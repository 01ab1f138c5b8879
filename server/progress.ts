import type { Clock } from '#kernel/clock'
import type { ImportProgress } from '#population'
import type { Say } from './terminal.ts'

const barWidth = 24
const everyMs = 100

/** Tells how far the filling of the register is: a bar, how many, how fast, for how long. */
export function openProgress(clock: Clock, goal: number, say: Say) {
  const startedMs = clock.elapsedMs()
  let people = 0
  let shownMs = Number.NEGATIVE_INFINITY
  const seconds = () => (clock.elapsedMs() - startedMs) / 1000
  return {
    show(it: ImportProgress): void {
      people = it.people
      if (clock.elapsedMs() - shownMs < everyMs && it.stage === 'people') return
      shownMs = clock.elapsedMs()
      const full = Math.min(barWidth, Math.floor((people / goal) * barWidth))
      const bar = '█'.repeat(full) + '░'.repeat(barWidth - full)
      const rate = `${counted(Math.round(people / Math.max(seconds(), 0.001)))}/s`
      const doing = it.stage === 'people' ? rate : 'indexes'
      const line = `${bar} ${counted(people)} of ${counted(goal)} people · ${doing}`
      say(`  ${line} · ${seconds().toFixed(1)} s`, 'passing')
    },
    end(): void {
      say(`  The synthetic nation is in: ${counted(people)} people in ${seconds().toFixed(1)} s.`)
    },
  }
}

function counted(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}
