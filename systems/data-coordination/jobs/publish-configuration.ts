import type { Job } from '#kernel/jobs'
import type { Publishing } from '../publishing.ts'

/** Signs what was changed; gateways that ask find it within seconds. */
export function publishConfiguration({ publish }: Publishing): Job {
  return { run: publish }
}

/** Sees to it that what gateways hold does not end while the center stands. */
export function reissueConfiguration({ reissue }: Publishing): Job {
  return { cron: '23 * * * *', run: reissue }
}
