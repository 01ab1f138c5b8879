import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import {
  SourceAnswer,
  SourceAsk,
  SourceList,
  SourceParams,
  type SourceSettingsAsk,
  SourceView,
} from '../contract-pipeline.ts'
import { lineageName, readPostgresUrl, type SourceSettings } from '../domain/source.ts'
import { stewards } from '../processing-access.ts'
import {
  findSource,
  findUpload,
  insertSource,
  listSources,
  retireSource,
  type Source,
  updateSource,
} from '../storage/sources.ts'
import { listTables } from '../workshop/connect-postgres.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'
import { ownersOf } from './ownership.ts'

/** /sources — where the workshop takes data from: declared, tried, and never showing a secret. */
export function sourceRoutes(needs: WorkshopNeeds): Routes {
  const { kernel, db } = needs
  const { clock } = kernel

  const { sourceOf, checkUpload } = finder(needs)

  return async (app) => {
    app.get(
      '/sources',
      {
        config: { access: stewards },
        schema: {
          operationId: 'sourceList',
          summary: 'Where data is taken from',
          response: { 200: SourceList },
        },
      },
      async (request) => {
        const found = await listSources(db, await ownersOf(needs, request), 100)
        return { items: found.map(view) }
      },
    )

    app.post(
      '/sources',
      {
        config: { access: stewards },
        schema: {
          operationId: 'sourceAdd',
          summary: 'Declare a source; its password or key is sealed at once',
          body: SourceAsk,
          response: { 201: SourceView },
        },
      },
      async (request, reply) => {
        const { title, owner } = request.body
        const { settings, secret } = settle(request.body.settings)
        await checkUpload(settings, request.actor.id)
        const now = clock.now()
        const id = newId('source', now)
        const sealed = secret === '' ? null : needs.sealSecret(id, secret)
        const source: Source = { id, title, owner, settings, secret: sealed, createdAt: now }
        await insertSource(db, { ...source, createdBy: request.actor.id })
        return reply.code(201).send(view(source))
      },
    )

    app.get(
      '/sources/:id',
      {
        config: { access: stewards },
        schema: {
          operationId: 'sourceGet',
          summary: 'One source',
          params: SourceParams,
          response: { 200: SourceView },
        },
      },
      async (request) => view(await sourceOf(request.params.id)),
    )

    app.put(
      '/sources/:id',
      {
        config: { access: stewards },
        schema: {
          operationId: 'sourceChange',
          summary: 'Change how a source is reached: a new file, a new password',
          params: SourceParams,
          body: SourceAsk,
          response: { 200: SourceView },
        },
      },
      async (request) => {
        const before = await sourceOf(request.params.id)
        const { title } = request.body
        const { settings, secret } = settle(request.body.settings)
        const { settings: held } = before
        const same =
          held.kind === 'file' && settings.kind === 'file' && held.uploadId === settings.uploadId
        await checkUpload(settings, same ? undefined : request.actor.id)
        const sealed = secret === '' ? null : needs.sealSecret(before.id, secret)
        const source = { ...before, title, settings, secret: sealed }
        await updateSource(db, source)
        return view(source)
      },
    )

    app.delete(
      '/sources/:id',
      {
        config: { access: stewards },
        schema: {
          operationId: 'sourceRetire',
          summary: 'Take a source out of use; its secret is forgotten',
          params: SourceParams,
        },
      },
      async (request, reply) => {
        await sourceOf(request.params.id)
        await retireSource(db, request.params.id, clock.now())
        return reply.code(204).send()
      },
    )
  }
}

/** /sources/…/test — a first knock. */
export function sourceTestRoutes(needs: WorkshopNeeds): Routes {
  const { kernel, network } = needs
  const { clock } = kernel
  const { sourceOf, checkUpload } = finder(needs)

  return async (app) => {
    app.post(
      '/sources/:id/test',
      {
        config: { access: { ...stewards, limitPerMinute: 20 } },
        schema: {
          operationId: 'sourceTest',
          summary: 'Knock at a source: does it answer, and which tables may be read',
          params: SourceParams,
          response: { 200: SourceAnswer },
        },
      },
      async (request) => {
        const source = await sourceOf(request.params.id)
        const startedMs = clock.elapsedMs()
        const tables = await knock(source)
        return { ms: Math.round(clock.elapsedMs() - startedMs), tables }
      },
    )
  }

  async function knock({ id, settings, secret }: Source) {
    const signal = AbortSignal.timeout(20_000)
    const plain = secret ? needs.unsealSecret(id, secret) : ''
    if (settings.kind === 'postgresql') return listTables(settings, plain, network, signal)
    if (settings.kind === 'rest') await network.resolve(new URL(settings.url).hostname)
    if (settings.kind === 's3') await network.resolve(new URL(settings.endpoint).hostname)
    if (settings.kind === 'file') await checkUpload(settings)
    return []
  }
}

function finder({ db }: WorkshopNeeds) {
  async function sourceOf(id: string): Promise<Source> {
    const found = await findSource(db, id)
    if (!found) throw sourceUnknown()
    return found
  }

  /** A file must be here, whole, before it is a source; sent by whoever makes it one. */
  async function checkUpload(settings: SourceSettings, sender?: string): Promise<void> {
    if (settings.kind !== 'file') return
    const upload = await findUpload(db, settings.uploadId)
    const theirs = sender === undefined || upload?.createdBy === sender
    if (!upload?.sha256 || !theirs) throw uploadMissing()
  }

  return { sourceOf, checkUpload }
}

/** Settings as they are kept, and the secret apart. */
function settle(ask: SourceSettingsAsk): { settings: SourceSettings; secret: string } {
  switch (ask.kind) {
    case 'postgresql': {
      const { password, ...parts } = readPostgresUrl(ask.url)
      const { kind, schema, table } = ask
      return { settings: { kind, ...parts, schema, table }, secret: password }
    }
    case 'rest': {
      const { secret = '', sinceParameter = null, secretHeader = null, ...rest } = ask
      return { settings: { ...rest, sinceParameter, secretHeader }, secret }
    }
    case 's3': {
      const { secret, encoding = 'utf-8', delimiter = '', ...rest } = ask
      return { settings: { ...rest, encoding, delimiter }, secret }
    }
    default: {
      const { encoding = 'utf-8', delimiter = '', ...rest } = ask
      return { settings: { ...rest, encoding, delimiter }, secret: '' }
    }
  }
}

function view({ id, title, owner, settings, secret, createdAt }: Source): SourceView {
  const { namespace, name } = lineageName(settings)
  const place = `${namespace} ${name}`.slice(0, 1_500)
  return {
    id,
    title,
    owner,
    kind: settings.kind,
    place,
    hasSecret: secret !== null,
    createdAt: createdAt.toISOString(),
  }
}

function sourceUnknown(): Problem {
  return new Problem(404, 'data-coordination.source-unknown', {
    vi: 'Không có nguồn dữ liệu này.',
    en: 'There is no such source.',
  })
}

function uploadMissing(): Problem {
  return new Problem(422, 'data-coordination.upload-missing', {
    vi: 'Tệp chưa được tải lên đầy đủ.',
    en: 'The file has not been uploaded completely.',
  })
}
