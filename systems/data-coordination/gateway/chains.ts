/** Keeps the certificates of all who sign here: evidence is proven when they are long gone. */
import { canonical, sha256 } from '#kernel/digest'
import type { Configuration } from '../domain/configuration.ts'
import type { Statement, Store } from '../hot-path/store.ts'

export type Chains = { keep(configuration: Configuration): Promise<void> }

export function openChains(store: Store): Chains {
  const kept = new Set<string>()
  return {
    async keep({ gateways, authorities }) {
      const found = gateways.flatMap((it) => it.signingCertificates).filter((it) => !kept.has(it))
      if (found.length === 0) return
      // The root is known to whoever checks; what stands between it and the leaf must come along.
      const between = authorities.slice(1)
      await store.write(
        found.map(
          (leaf): Statement => [
            'insert into chain (key_id, certificates) values (?, ?) on conflict do nothing',
            sha256(Buffer.from(leaf, 'base64')),
            canonical([leaf, ...between]),
          ],
        ),
      )
      for (const it of found) kept.add(it)
    },
  }
}
