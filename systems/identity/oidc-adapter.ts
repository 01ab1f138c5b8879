import type { Kysely } from 'kysely'
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import { sha256 } from '#kernel/digest'
import type { Kernel } from '#kernel/system'
import { type Clients, metadataOf } from './clients.ts'
import {
  consumeEntity,
  deleteByGrant,
  deleteEntity,
  type FoundEntity,
  findEntity,
  saveEntity,
} from './storage/oidc-entities.ts'
import type { Schema } from './storage/schema.ts'

const purpose = 'identity-oidc-entity'

/**
 * Where the OpenID provider keeps its things: in PostgreSQL, so that several processes serve one
 * log-in. An id may itself be a secret (a code, a refresh token, a session), so a row bears its
 * digest and its sealed form. A code is consumed by one statement: of two that bring the same code
 * at the same time one is served, and what the grant gave out so far ends with the other.
 */
export function adapterOf({ clock, secrets }: Kernel, db: Kysely<Schema>) {
  return (model: string): Adapter => {
    const payloadOf = (found: FoundEntity | undefined): AdapterPayload | undefined =>
      found && {
        ...found.payload,
        jti: secrets.unseal(purpose, found.idSealed).toString(),
        ...(found.consumedAt && { consumed: Math.floor(found.consumedAt.getTime() / 1000) }),
      }

    return {
      async upsert(id, payload, expiresIn) {
        const { jti: _, ...rest } = payload
        const seconds = expiresIn ?? 0
        await saveEntity(db, {
          model,
          idSha256: sha256(id),
          idSealed: secrets.seal(purpose, Buffer.from(id)),
          payload: rest,
          grantId: payload.grantId ?? null,
          accountId: payload.accountId ?? null,
          userCode: payload.userCode ?? null,
          uid: model === 'Session' ? (payload.uid ?? null) : null,
          expiresAt: seconds > 0 ? new Date(clock.now().getTime() + seconds * 1000) : null,
        })
      },
      async find(id) {
        return payloadOf(await findEntity(db, model, { idSha256: sha256(id) }, clock.now()))
      },
      async findByUserCode(userCode) {
        return payloadOf(await findEntity(db, model, { userCode }, clock.now()))
      },
      async findByUid(uid) {
        return payloadOf(await findEntity(db, model, { uid }, clock.now()))
      },
      async consume(id) {
        if (await consumeEntity(db, model, sha256(id), clock.now())) return
        const found = await findEntity(db, model, { idSha256: sha256(id) }, clock.now())
        const grantId = found?.payload['grantId']
        if (typeof grantId === 'string') await deleteByGrant(db, grantId, sha256(grantId))
        throw new errors.InvalidGrant('already consumed')
      },
      async destroy(id) {
        await deleteEntity(db, model, sha256(id))
      },
      async revokeByGrantId(grantId) {
        await deleteByGrant(db, grantId, sha256(grantId))
      },
    }
  }
}

/** Clients come from the registry; the provider does not write them. */
export function clientAdapterOf(clients: Clients): Adapter {
  const readOnly = () => Promise.reject(new TypeError('Clients are registered by an operator.'))
  const none = () => Promise.resolve(undefined)
  return {
    async find(id) {
      const client = await clients.find(id)
      return client && !client.disabledAt ? metadataOf(client) : undefined
    },
    upsert: readOnly,
    destroy: readOnly,
    consume: readOnly,
    findByUid: none,
    findByUserCode: none,
    revokeByGrantId: none,
  }
}
