import { civilDateOf } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { ListParams } from '../contract-pipeline.ts'
import {
  CodeListAsk,
  CodeListQuery,
  CodeLists,
  CodeListVersionAsk,
  CodeListView,
  TermList,
  TermView,
} from '../contract-processing.ts'
import { type CodeList, checkVersion, compareVersions, validOn } from '../domain/code-list.ts'
import { isPattern } from '../domain/rule.ts'
import { stewards } from '../processing-access.ts'
import {
  findCodeList,
  insertCodeList,
  insertCodeListVersion,
  insertTerm,
  listCodeLists,
  listCodeListVersions,
  listTerms,
} from '../storage/dictionary.ts'
import type { WorkshopNeeds } from '../workshop/needs.ts'

const anyone = { anyone: true } as const

/** /terms — the common dictionary: open to read, kept by data stewards. */
export function termRoutes({ kernel, db }: WorkshopNeeds): Routes {
  const { clock } = kernel

  return async (app) => {
    app.get(
      '/terms',
      {
        config: { access: anyone },
        schema: {
          operationId: 'termList',
          summary: 'The common dictionary: what fields of all agencies mean',
          response: { 200: TermList },
        },
      },
      async () => ({
        items: (await listTerms(db)).map((it) => ({ ...it, aliases: [...it.aliases] })),
      }),
    )

    app.post(
      '/terms',
      {
        config: { access: stewards },
        schema: {
          operationId: 'termAdd',
          summary: 'Add a term to the dictionary',
          body: TermView,
          response: { 201: TermView },
        },
      },
      async (request, reply) => {
        const term = request.body
        if (term.pattern !== null && !isPattern(term.pattern)) throw patternWrong()
        if ((term.type === 'code') !== (term.codeList !== null)) throw listNeeded()
        if (term.codeList !== null && !(await findCodeList(db, term.codeList))) throw listUnknown()
        if (!(await insertTerm(db, term, clock.now()))) throw termTaken()
        return reply.code(201).send(term)
      },
    )
  }
}

/** /code-lists — codes that agencies share, in versions that are valid from a day on. */
export function codeListRoutes({ kernel, db }: WorkshopNeeds): Routes {
  const { clock } = kernel

  async function viewOf(list: CodeList, on: string | undefined) {
    const versions = await listCodeListVersions(db, list.code, 50)
    const day = (on ?? civilDateOf(clock.now())) as ReturnType<typeof civilDateOf>
    const valid = validOn(versions, day)
    return {
      ...list,
      version: valid?.version ?? 0,
      validFrom: valid?.validFrom ?? null,
      codes: (valid?.codes ?? []).map((it) => ({ ...it, aliases: [...it.aliases] })),
      versions: versions.map((it, at) => {
        const change = compareVersions(versions[at + 1]?.codes ?? [], it.codes)
        return {
          version: it.version,
          validFrom: it.validFrom,
          note: it.note,
          publishedBy: it.publishedBy,
          publishedAt: it.publishedAt.toISOString(),
          added: change.added.length,
          removed: change.removed.length,
          renamed: change.renamed.length,
        }
      }),
    }
  }

  return async (app) => {
    app.get(
      '/code-lists',
      {
        config: { access: anyone },
        schema: {
          operationId: 'codeListList',
          summary: 'The code lists that agencies share',
          response: { 200: CodeLists },
        },
      },
      async () => ({ items: await listCodeLists(db) }),
    )

    app.get(
      '/code-lists/:code',
      {
        config: { access: anyone },
        schema: {
          operationId: 'codeListGet',
          summary: 'The codes that are valid on a day, and the history of the list',
          params: ListParams,
          querystring: CodeListQuery,
          response: { 200: CodeListView },
        },
      },
      async (request) => {
        const list = await findCodeList(db, request.params.code)
        if (!list) throw listUnknown()
        return viewOf(list, request.query.on)
      },
    )

    app.post(
      '/code-lists',
      {
        config: { access: stewards },
        schema: {
          operationId: 'codeListAdd',
          summary: 'Begin a code list',
          body: CodeListAsk,
          response: { 201: CodeListView },
        },
      },
      async (request, reply) => {
        if (!(await insertCodeList(db, request.body))) throw listTaken()
        return reply.code(201).send(await viewOf(request.body, undefined))
      },
    )

    app.post(
      '/code-lists/:code/versions',
      {
        config: { access: stewards },
        schema: {
          operationId: 'codeListPublish',
          summary: 'Publish the codes that are valid from a day on',
          params: ListParams,
          body: CodeListVersionAsk,
          response: { 201: CodeListView },
        },
      },
      async (request, reply) => {
        const { code } = request.params
        const list = await db.transaction().execute(async (tx) => {
          const found = await findCodeList(tx, code, 'for update')
          if (!found) throw listUnknown()
          const [last] = await listCodeListVersions(tx, code, 1)
          checkVersion(request.body, last)
          await insertCodeListVersion(tx, {
            ...request.body,
            list: code,
            version: (last?.version ?? 0) + 1,
            publishedBy: request.actor.name,
            publishedAt: clock.now(),
          })
          return found
        })
        return reply.code(201).send(await viewOf(list, request.body.validFrom))
      },
    )
  }
}

function listUnknown(): Problem {
  return new Problem(404, 'data-coordination.code-list-unknown', {
    vi: 'Không có danh mục này.',
    en: 'There is no such code list.',
  })
}

function listTaken(): Problem {
  return new Problem(409, 'data-coordination.code-list-taken', {
    vi: 'Đã có danh mục mang mã này.',
    en: 'There is a code list of this code already.',
  })
}

function termTaken(): Problem {
  return new Problem(409, 'data-coordination.term-taken', {
    vi: 'Đã có thuật ngữ mang mã này.',
    en: 'There is a term of this code already.',
  })
}

function patternWrong(): Problem {
  return new Problem(422, 'data-coordination.pattern-wrong', {
    vi: 'Mẫu không phải là biểu thức chính quy hợp lệ.',
    en: 'The pattern is not a regular expression (RE2).',
  })
}

function listNeeded(): Problem {
  return new Problem(422, 'data-coordination.term-code-list', {
    vi: 'Thuật ngữ kiểu "code" cần một danh mục; kiểu khác thì không.',
    en: 'A term of type "code" needs a code list, and no other type has one.',
  })
}
