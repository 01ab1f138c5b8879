import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type CivilDate, civilDateOf } from '#kernel/civil-date'
import { sameSecret } from '#kernel/digest'
import type { Room } from '#kernel/system'
import { ethnicityName, provinces } from '#population'
import { type Code, firstLists } from '../domain/code-list.ts'
import { firstTerms } from '../domain/term.ts'
import { gatewaySecretOf } from '../gateway-secret.ts'
import { datasetRoutes, pipelineRoutes } from '../http/datasets.ts'
import { codeListRoutes, termRoutes } from '../http/dictionary.ts'
import { lineageRoutes } from '../http/lineage.ts'
import { ownersOnly } from '../http/ownership.ts'
import { publishedRoutes } from '../http/published.ts'
import { findingRoutes, runRoutes } from '../http/runs.ts'
import { sourceUploadRoutes } from '../http/source-uploads.ts'
import { sourceRoutes, sourceTestRoutes } from '../http/sources.ts'
import { runPipeline } from '../jobs/run-pipeline.ts'
import { startScheduledRuns } from '../jobs/start-scheduled-runs.ts'
import type { Linking } from '../linking/index.ts'
import type { ProcessingNeeds } from '../processing-needs.ts'
import {
  insertCodeList,
  insertCodeListVersion,
  insertTerm,
  listCodeListVersions,
} from '../storage/dictionary.ts'
import type { WorkshopNeeds } from './needs.ts'
import { openNetwork } from './network.ts'
import { openPublished } from './published.ts'
import { openStore } from './store.ts'
import { openSourceUploads } from './uploads.ts'

export type WorkshopConfig = {
  /** Networks inside which sources may lie, beside the public internet. */
  readonly networks: readonly string[]
  readonly memoryMb: number
  readonly threads: number
}

export type Workshop = Pick<Required<Room>, 'routes' | 'jobs' | 'start'> & {
  /** What the workshop's own gateway sends as NDC-Gateway-Secret. */
  readonly gatewaySecret: string
}

/** Sources, pipelines, the dictionary, lineage and published data. */
export function openWorkshop(
  given: ProcessingNeeds,
  linking: Pick<Linking, 'linkRun'>,
  config: WorkshopConfig,
): Workshop {
  const { kernel, db } = given
  const { secrets } = kernel
  const store = openStore(join(kernel.dataDir, 'workshop'), config)
  const gatewaySecret = gatewaySecretOf(secrets)
  // A demonstration's sources lie on its own machine.
  const near = kernel.mode === 'demonstration' ? ['127.0.0.0/8', '::1/128'] : []
  const needs: WorkshopNeeds = {
    ...given,
    store,
    uploads: openSourceUploads(kernel, db, store),
    published: openPublished(db, store, kernel),
    network: openNetwork([...near, ...config.networks]),
    linkRun: linking.linkRun,
    sealSecret: (id, secret) => secrets.seal(`source:${id}`, Buffer.from(secret)),
    unsealSecret: (id, sealed) => secrets.unseal(`source:${id}`, sealed).toString(),
    admitGateway: (secret) => sameSecret(secret, gatewaySecret),
  }
  return {
    gatewaySecret,
    routes: async (app) => {
      await app.register(async (owned) => {
        owned.addHook('preHandler', ownersOnly(needs))
        await owned.register(sourceRoutes(needs))
        await owned.register(sourceTestRoutes(needs))
        await owned.register(datasetRoutes(needs))
        await owned.register(pipelineRoutes(needs))
        await owned.register(runRoutes(needs))
        await owned.register(findingRoutes(needs))
        await owned.register(lineageRoutes(needs))
      })
      await app.register(sourceUploadRoutes(needs))
      await app.register(termRoutes(needs))
      await app.register(codeListRoutes(needs))
      await app.register(publishedRoutes(needs))
      app.addHook('onClose', () => needs.published.close())
    },
    jobs: {
      'run-pipeline': runPipeline(needs),
      'start-scheduled-runs': startScheduledRuns(needs),
    },
    async start() {
      await mkdir(store.folder, { recursive: true, mode: 0o700 })
      await chmod(store.folder, 0o700)
      await fillDictionary(given)
    },
  }
}

/** Lists of the population register: the dictionary says what the register says. */
const registerLists = [
  {
    code: 'ethnicity',
    title: { vi: 'Dân tộc', en: 'Ethnic group' },
    codes: Array.from({ length: 55 }, (_, at) => String(at + 1).padStart(2, '0')).flatMap(
      (code): Code[] => {
        const name = ethnicityName(code)
        return name === undefined ? [] : [{ code, words: { vi: name, en: name }, aliases: [] }]
      },
    ),
  },
  {
    code: 'province',
    title: { vi: 'Tỉnh, thành phố', en: 'Province' },
    codes: provinces.map(({ code, name, nameEn, kind }): Code => {
      const title = kind === 'municipality' ? 'Thành phố' : 'Tỉnh'
      const short = kind === 'municipality' ? 'TP' : 'T'
      return {
        code,
        words: { vi: name, en: nameEn },
        aliases: [`${title} ${name}`, `${short} ${name}`, `${short}. ${name}`],
      }
    }),
  },
]

const beginsOn = '2025-07-01' as CivilDate

/** Enters the first terms and lists into an empty dictionary; what is there stays. */
async function fillDictionary({ db, kernel }: ProcessingNeeds): Promise<void> {
  const now = kernel.clock.now()
  for (const term of firstTerms) await insertTerm(db, term, now)
  for (const { codes, ...list } of [...firstLists, ...registerLists]) {
    await insertCodeList(db, list)
    if ((await listCodeListVersions(db, list.code, 1)).length > 0) continue
    const today = civilDateOf(now)
    await insertCodeListVersion(db, {
      list: list.code,
      version: 1,
      validFrom: today < beginsOn ? today : beginsOn,
      codes,
      note: 'Phiên bản đầu tiên',
      publishedBy: 'Trung tâm dữ liệu quốc gia',
      publishedAt: now,
    })
  }
}
