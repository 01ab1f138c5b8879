import { civilDateOf } from '#kernel/civil-date'
import { newId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { parsePersonalNumber } from '#population'
import { BirthNoticeDone, BirthNoticeSend } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { insertBirthNotice } from '../storage/birth-notices.ts'

/** /birth-notices — a hospital's system reports a birth; the parents are not asked for a paper. */
export function birthNoticeRoutes({ kernel, db, population }: Needs): Routes {
  return async (app) => {
    app.post(
      '/birth-notices',
      {
        config: {
          access: {
            client: 'public-services.birth-notice',
            purpose: 'public-services.birth-notice',
          },
        },
        schema: {
          operationId: 'birthNoticeSend',
          summary: 'Send a birth notice; sent twice under one number it stands once',
          body: BirthNoticeSend,
          response: { 201: BirthNoticeDone },
        },
      },
      async (request, reply) => {
        const { motherNumber, ...notice } = request.body
        const today = civilDateOf(kernel.clock.now())
        if (notice.bornOn > today) throw bornInFuture()
        const number = parsePersonalNumber(motherNumber)
        const mother = number && (await population.personByNumber(number))
        if (mother?.sex !== 'female') throw motherUnknown()
        await kernel.audit.settle(request.actor, [
          {
            room: 'public-services',
            operation: 'birthNoticeSend',
            subjectId: mother.id,
            fields: ['birth'],
            outcome: 'changed',
          },
        ])
        const id = await insertBirthNotice(db, {
          ...notice,
          id: newId('birth-notice', kernel.clock.now()),
          clientId: request.actor.id,
          motherId: mother.id,
          issuedOn: today,
        })
        return reply.code(201).send({ id })
      },
    )
  }
}

function motherUnknown(): Problem {
  return new Problem(422, 'public-services.mother-unknown', {
    vi: 'Số định danh của người mẹ không có trong cơ sở dữ liệu dân cư.',
    en: 'The mother’s personal number is not in the population register.',
  })
}

function bornInFuture(): Problem {
  return new Problem(422, 'public-services.born-in-future', {
    vi: 'Ngày sinh ở tương lai.',
    en: 'The date of birth is in the future.',
  })
}
