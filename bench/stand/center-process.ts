/** A whole center in a process of its own, so that its CPU time is counted apart from others'. */
import { readConfig } from '#kernel/config'
import { openCenter } from '#server/center'
import { sections } from '#server/config'
import type { Told } from './served.ts'

const tell = (it: Told) => void process.send?.(it)

const config = readConfig(sections, process.env)
const center = await openCenter(config, (line, passing) =>
  tell({ kind: 'said', line, passing: passing !== undefined }),
)
const { url } = center
tell({ kind: 'open', url, tokenUrl: url, ownerUrl: center.postgres.ownerUrl })
process.once('SIGTERM', () => void center.close().then(() => process.exit(0)))
