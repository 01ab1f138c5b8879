import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'

/**
 * One passage of a pipeline. Each step leaves files and is then marked as done in one commit, so
 * that a run that was killed goes on with the step that was not done.
 */
export const stepNames = ['load', 'profile', 'map', 'check', 'link', 'publish'] as const
export type StepName = (typeof stepNames)[number]

export type RunState = 'waiting' | 'running' | 'done' | 'blocked' | 'failed' | 'cancelled'
export type RunMove = 'start' | 'wait' | 'finish' | 'block' | 'fail' | 'cancel' | 'retry'

// A move that is not written here does not exist.
const moves: Record<RunState, Partial<Record<RunMove, RunState>>> = {
  waiting: { start: 'running', cancel: 'cancelled', fail: 'failed' },
  running: {
    // After a kill -9 the job starts again while the run still says that it is running.
    start: 'running',
    wait: 'waiting',
    finish: 'done',
    block: 'blocked',
    fail: 'failed',
    cancel: 'cancelled',
  },
  failed: { retry: 'waiting' },
  blocked: { retry: 'waiting' },
  cancelled: { retry: 'waiting' },
  done: {},
}

export function nextState(state: RunState, move: RunMove): RunState {
  const next = moves[state][move]
  if (next) return next
  throw new Problem(409, 'data-coordination.run-state', {
    vi: `Lượt chạy đang ở trạng thái "${runStateWords[state].vi}" nên không thể làm việc này.`,
    en: `The run is ${runStateWords[state].en}; this cannot be done now.`,
  })
}

export function mayMove(state: RunState, move: RunMove): boolean {
  return moves[state][move] !== undefined
}

/** The steps that a run takes. A run may end early: to see a profile before there is a mapping. */
export function stepsOf(until: StepName, link: boolean): StepName[] {
  const all = stepNames.slice(0, stepNames.indexOf(until) + 1)
  return all.filter((it) => it !== 'link' || link)
}

export const runStateWords: Record<RunState, Words> = {
  waiting: { vi: 'đang chờ', en: 'waiting' },
  running: { vi: 'đang chạy', en: 'running' },
  done: { vi: 'hoàn thành', en: 'done' },
  blocked: { vi: 'bị quy tắc chặn', en: 'blocked by a rule' },
  failed: { vi: 'thất bại', en: 'failed' },
  cancelled: { vi: 'đã hủy', en: 'cancelled' },
}

export const stepWords: Record<StepName, Words> = {
  load: { vi: 'Nạp dữ liệu', en: 'Load' },
  profile: { vi: 'Khảo sát', en: 'Profile' },
  map: { vi: 'Chuẩn hóa', en: 'Map' },
  check: { vi: 'Kiểm tra chất lượng', en: 'Check' },
  link: { vi: 'Đối soát dân cư', en: 'Link' },
  publish: { vi: 'Công bố', en: 'Publish' },
}
