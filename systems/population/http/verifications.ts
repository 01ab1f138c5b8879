import { civilDateOf } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Routes } from '#kernel/system'
import { VerificationAnswer, VerificationAsk } from '../contract.ts'
import { verify } from '../domain/verification.ts'
import type { Needs } from '../needs.ts'
import { type Authorisation, listAuthorisations } from '../storage/authorisations.ts'

const recheckMs = 5_000
const wrongGuesses = { allowed: 20, perMs: 3_600_000 }

/** /verifications — yes or no to what is claimed about a person, disclosing nothing else. */
export function verificationRoutes({ kernel, db, byNumber }: Needs): Routes {
  const { clock, audit } = kernel
  const guesses = openGuessLimit(() => clock.elapsedMs())

  let believed: { until: number; all: Promise<Map<string, Authorisation>> } | undefined
  function authorisations(): Promise<Map<string, Authorisation>> {
    if (believed && believed.until > clock.elapsedMs()) return believed.all
    const all = listAuthorisations(db).then(
      (list) => new Map(list.map((it) => [`${it.clientId} ${it.purpose}`, it])),
    )
    believed = { until: clock.elapsedMs() + recheckMs, all }
    all.catch(() => (believed = undefined))
    return all
  }
  async function authorisationOf(clientId: string, purpose: string): Promise<Authorisation> {
    const found = (await authorisations()).get(`${clientId} ${purpose}`)
    if (!found) throw notAuthorised(purpose)
    return found
  }

  return async (app) => {
    app.post(
      '/verifications',
      {
        config: {
          access: {
            client: 'population.verify',
            purpose: 'population.verification',
            limitPerMinute: 600_000,
          },
        },
        schema: {
          operationId: 'verificationAsk',
          summary: 'Does what is claimed about this person match the register?',
          body: VerificationAsk,
          response: { 200: VerificationAnswer },
        },
      },
      async (request) => {
        const { number, claims, purpose } = request.body
        const authorisation = await authorisationOf(request.actor.id, purpose)
        const fields = Object.keys(claims)
        const beyond = fields.filter((it) => !authorisation.fields.has(it))
        if (beyond.length > 0) throw fieldsNotAuthorised(purpose, beyond)
        guesses.check(request.actor.id, number)
        const person = await byNumber(number)
        const results = verify(person, claims, civilDateOf(clock.now()))
        const wrong = Object.values(results).includes('no-match')
        // Guesses that came at the same time all passed the first check.
        guesses.check(request.actor.id, number)
        if (wrong) guesses.count(request.actor.id, number)
        if (person) {
          const actor = { ...request.actor, purpose, basis: authorisation.basis }
          await audit.settle(actor, [
            {
              room: 'population',
              operation: 'verificationAsk',
              subjectId: person.id,
              fields,
              outcome: wrong ? 'not-matched' : 'matched',
            },
          ])
        }
        return { results }
      },
    )
  }
}

/** Keeps a program from finding a value by trying: few wrong claims an hour about one person. */
function openGuessLimit(elapsedMs: () => number) {
  const wrong = new Map<string, { until: number; count: number }>()
  const maxKept = 100_000
  return {
    check(client: string, number: string): void {
      const it = wrong.get(`${client} ${number}`)
      if (it && it.until > elapsedMs() && it.count >= wrongGuesses.allowed) throw tooManyGuesses()
    },
    count(client: string, number: string): void {
      const key = `${client} ${number}`
      const it = wrong.get(key)
      if (it && it.until > elapsedMs()) it.count++
      else {
        if (wrong.size >= maxKept) wrong.delete(wrong.keys().next().value ?? '')
        wrong.set(key, { until: elapsedMs() + wrongGuesses.perMs, count: 1 })
      }
    },
  }
}

function notAuthorised(purpose: string): Problem {
  return new Problem(403, 'population.purpose-not-authorised', {
    vi: `Chương trình này chưa được cho phép xác minh với mục đích "${purpose}".`,
    en: `This program is not authorised to verify for the purpose "${purpose}".`,
  })
}

function fieldsNotAuthorised(purpose: string, fields: string[]): Problem {
  return new Problem(403, 'population.fields-not-authorised', {
    vi: `Mục đích "${purpose}" không bao gồm: ${fields.join(', ')}.`,
    en: `The purpose "${purpose}" does not cover: ${fields.join(', ')}.`,
  })
}

function tooManyGuesses(): Problem {
  return new Problem(
    429,
    'population.too-many-wrong-claims',
    {
      vi: 'Quá nhiều lần khai sai về người này; vui lòng thử lại sau một giờ.',
      en: 'Too many wrong claims about this person; please try again in an hour.',
    },
    { retryAfterSeconds: 3600 },
  )
}
