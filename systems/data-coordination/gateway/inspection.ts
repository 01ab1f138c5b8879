/** A door: what the owner of a gateway, or of a proof, can find out without any center. */
import { X509Certificate } from 'node:crypto'
import { Refusal } from '#kernel/problem'
import { packProof } from '../evidence/container.ts'
import { type CheckedLog, checkLog } from '../evidence/log-check.ts'
import { type Verified, verifyContainer } from '../evidence/verification.ts'
import { openArchivedLog, readArchive } from './archived.ts'
import { fetchToken } from './center.ts'
import { type Home, type State, visitHome } from './home.ts'
import { remoteLog, remoteStatus } from './local.ts'
import {
  batchesOf,
  LogHeld,
  type LogReader,
  openLogFile,
  recordsOf,
  startOf,
} from './log-reader.ts'
import { findProofs } from './proofs.ts'
import type { Status } from './status.ts'

/** How the gateway of a folder is; it must be running. */
export async function gatewayStatus(folder: string): Promise<Status> {
  return remoteStatus(visited(folder).state)
}

export type Exported = { readonly name: string; readonly bytes: Buffer }

/** Proof containers of all that the log of a folder holds of an exchange. */
export async function exportProofs(folder: string, xRoadId: string): Promise<Exported[]> {
  const { home, state } = visited(folder)
  return withLog(home, state, (log) => packAll(log, home, state, xRoadId))
}

/** Checks the whole log of a folder against its time-stamps. */
export async function checkFolder(
  folder: string,
  stampers?: readonly Buffer[],
): Promise<CheckedLog> {
  const { home, state } = visited(folder)
  const roots = stampers ?? stamperOf(state).roots
  return withLog(home, state, async (log) =>
    checkLog(recordsOf(log), batchesOf(log), roots, await startOf(log)),
  )
}

/**
 * Verifies a proof container.
 *
 * @param root Certificates (PEM) of the roots of those who signed.
 * @param tsa The same of those who gave time-stamps, where these are others.
 */
export function verifyProof(file: Buffer, root: string, tsa = root): Verified {
  return verifyContainer(file, { roots: rootsIn(root), stampers: rootsIn(tsa) })
}

/** The certificates in a text of PEM (DER); refuses a text without any. */
export function rootsIn(text: string): Buffer[] {
  const found = text.split(/(?=-----BEGIN CERTIFICATE-----)/).flatMap((it) => {
    try {
      return [new X509Certificate(it).raw]
    } catch {
      return []
    }
  })
  if (found.length > 0) return found
  throw new Refusal('The file of root certificates holds none in PEM.')
}

/** Proofs out of an archive; the folder of the gateway holds the key to what is sealed. */
export async function exportArchived(
  folder: string,
  archive: string,
  xRoadId: string,
): Promise<Exported[]> {
  const { home, state } = visited(folder)
  const log = openArchivedLog(readArchive(archive))
  try {
    return await packAll(log, home, state, xRoadId)
  } finally {
    log.close()
  }
}

/** Checks an archive from its first record to its last: its segments, and the log in them. */
export async function checkArchive(
  archive: string,
  stampers: readonly Buffer[],
): Promise<CheckedLog> {
  const log = openArchivedLog(readArchive(archive))
  try {
    return await checkLog(recordsOf(log), batchesOf(log), stampers)
  } finally {
    log.close()
  }
}

async function packAll(
  log: LogReader,
  home: Omit<Home, 'close'>,
  state: State,
  xRoadId: string,
): Promise<Exported[]> {
  const { url, roots } = stamperOf(state)
  const found = await findProofs(log, home.storeKey, xRoadId)
  const plain = xRoadId.replaceAll(/[^\w.-]/g, '_').slice(0, 80)
  return Promise.all(
    found.map(async ({ seq, proof }) => ({
      name: `${plain}-${proof.record.side}-${seq}.asice`,
      bytes: await packProof(proof, (bytes) => fetchToken(url, bytes, roots)),
    })),
  )
}

function visited(folder: string): { home: Omit<Home, 'close'>; state: State } {
  const home = visitHome(folder)
  const state = home.read()
  if (!state) throw new Refusal(`There is no gateway in the folder ${folder}.`)
  return { home, state }
}

function stamperOf({ stamper, center, root }: State): { url: string; roots: Buffer[] } {
  const url = stamper?.url ?? `${center}/api/trust-services/v1/time-stamps`
  return { url, roots: (stamper?.roots ?? [root]).map((it) => Buffer.from(it, 'base64')) }
}

/** The log: the file where nobody holds it, else asked of the gateway that does. */
async function withLog<Result>(
  home: Omit<Home, 'close'>,
  state: State,
  act: (log: LogReader) => Promise<Result>,
): Promise<Result> {
  let file: ReturnType<typeof openLogFile> | undefined
  try {
    file = openLogFile(home.storeFile)
  } catch (error) {
    if (!(error instanceof LogHeld)) throw error
  }
  try {
    return await act(file ?? remoteLog(home, state))
  } finally {
    file?.close()
  }
}

export type { CheckedLog } from '../evidence/log-check.ts'
export type { Verified } from '../evidence/verification.ts'
export { type Status, statusFacts } from './status.ts'
