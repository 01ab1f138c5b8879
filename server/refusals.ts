import { codeOf, Refusal } from '#kernel/problem'
import type { CenterConfig } from './config.ts'

/** Why the center cannot listen, for the person who starts it; other errors as they are. */
export function listenRefusal(error: unknown, { center }: CenterConfig): unknown {
  const where = `${center.host}:${center.port}`
  const code = codeOf(error)
  if (code === 'EADDRINUSE') {
    return new Refusal(`Port ${center.port} is in use. Choose another with --port.`)
  }
  if (code === 'EACCES') {
    return new Refusal(`This user may not listen on ${where}. Choose a port above 1023.`)
  }
  if (code === 'EADDRNOTAVAIL') return new Refusal(`This machine has no address ${center.host}.`)
  return error
}

/** What the machine around the center lacks, for the person who starts it; else the error. */
export function startRefusal(error: unknown, { center, database }: CenterConfig): unknown {
  const code = codeOf(error) ?? ''
  const path = (error as { path?: string } | null)?.path ?? center.data
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Refusal(`The disk of ${path} is full. Free some space and start again.`)
  }
  if (code === '53100') {
    return new Refusal('The disk of the database is full. Free some space and start again.')
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new Refusal(
      `This user may not write to ${path}. Choose another folder with --data, or give it to the user.`,
    )
  }
  if (code === 'ENOTDIR' || (code === 'EEXIST' && path === center.data)) {
    return new Refusal(`${path} is no folder. Choose another with --data.`)
  }
  if (/^(57P0|08|ECONN)/.test(code)) {
    const which = database.url ? 'The database' : 'The embedded database'
    return new Refusal(`${which} went away during the start. Start again.`)
  }
  return error
}
