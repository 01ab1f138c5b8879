import type { Linking } from '../linking/index.ts'
import type { ProcessingNeeds } from '../processing-needs.ts'
import type { Network } from './network.ts'
import type { Published } from './published.ts'
import type { Store } from './store.ts'
import type { SourceUploads } from './uploads.ts'

/** What the workshop's routes and jobs may touch. */
export type WorkshopNeeds = ProcessingNeeds & {
  /** The files of the workshop. */
  store: Store
  uploads: SourceUploads
  published: Published
  /** The way out to sources. */
  network: Network
  /** Compares rows about people with the population register. */
  linkRun: Linking['linkRun']
  sealSecret(sourceId: string, secret: string): Buffer
  unsealSecret(sourceId: string, sealed: Buffer): string
  /** Is it the secret by which the workshop's own gateway is known? */
  admitGateway(secret: string): boolean
}
