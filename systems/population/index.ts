import type { Actor, Purpose } from '#kernel/access'
import type { Id } from '#kernel/id'
import type { Kernel, Room } from '#kernel/system'
import type { PersonView } from './contract.ts'
import type { Person } from './domain/person.ts'
import type { PersonalNumber } from './domain/personal-number.ts'
import { lifeEventRoutes } from './http/life-events.ts'
import { ownRecordRoutes } from './http/own-record.ts'
import { peopleRoutes } from './http/people.ts'
import { unitRoutes } from './http/units.ts'
import { verificationRoutes } from './http/verifications.ts'
import type { Needs } from './needs.ts'
import { openRegister, type Register } from './register.ts'
import { type Authorisation, saveAuthorisation } from './storage/authorisations.ts'
import { batched } from './storage/batch.ts'
import { findHousehold, findMarriage, type Household, type Marriage } from './storage/families.ts'
import { type LinkageFacts, pageLinkageFacts } from './storage/linkage-facts.ts'
import { findByNumber, findManyByNumber, findPerson, isEmpty } from './storage/people.ts'
import type { Schema } from './storage/schema.ts'
import { type PersonFound, type PersonSearch, searchPeople } from './storage/searches.ts'
import { type Gazetteer, openGazetteer, openView } from './view.ts'

/** The door of the national population database. */
export type Population = Room &
  Register & {
    /** Does the register hold nobody? */
    isEmpty(): Promise<boolean>
    person(id: Id<'person'>): Promise<Person | undefined>
    personByNumber(number: PersonalNumber): Promise<Person | undefined>
    /** The 26 items written out. The caller records the use in the audit book. */
    personView(id: Id<'person'>): Promise<PersonView | undefined>
    /** People by name, year and place. The caller records the use in the audit book. */
    search(search: PersonSearch): Promise<PersonFound[]>
    household(id: Id<'household'>): Promise<Household | undefined>
    /** The marriage that a person is in. */
    marriageOf(id: Id<'person'>): Promise<Marriage | undefined>
    gazetteer(): Promise<Gazetteer>
    /**
     * Everybody, in pages, for a program that links another register to this one. The actor's
     * purpose must be a declared one. What passes by is not a use of each person's data; the caller
     * records one for each person whose row it links (outcome `matched`), before the link counts.
     */
    everyoneForLinkage(actor: Actor): AsyncGenerator<LinkageFacts[]>
    /** Lets a program verify the given fields for a purpose. */
    authorise(authorisation: Authorisation): Promise<void>
  }

const purposes: Record<string, Purpose> = {
  'population.own-record': {
    words: { vi: 'Công dân xem dữ liệu của chính mình', en: 'A person sees their own data' },
    basis: 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15',
  },
  'population.registry': {
    words: { vi: 'Quản lý dân cư và hộ tịch', en: 'Population and civil registration' },
    basis: 'Luật Căn cước 26/2023/QH15, điều 9–11; Luật Hộ tịch 60/2014/QH13',
  },
  'population.verification': {
    words: { vi: 'Xác minh thông tin theo yêu cầu', en: 'Verification of claims' },
    basis: 'Luật Căn cước 26/2023/QH15, điều 10',
  },
}

export function openPopulation(kernel: Kernel): Population {
  const db = kernel.database.room<Schema>('population')
  const register = openRegister(kernel)
  let units: Promise<Gazetteer> | undefined
  const gazetteer = (): Promise<Gazetteer> => {
    units ??= openGazetteer(db)
    units.catch(() => (units = undefined))
    return units
  }
  const pool = kernel.database.pool('population')
  const view = openView(pool, gazetteer)
  const byNumber = batched((numbers: string[]) => findManyByNumber(pool, numbers), 200)
  const needs: Needs = { kernel, db, register, gazetteer, view, byNumber }

  return {
    name: 'population',
    title: { vi: 'Cơ sở dữ liệu quốc gia về dân cư', en: 'National population database' },
    purposes,
    routes: async (app) => {
      await app.register(ownRecordRoutes(needs))
      await app.register(peopleRoutes(needs))
      await app.register(lifeEventRoutes(needs))
      await app.register(verificationRoutes(needs))
      await app.register(unitRoutes(needs))
    },
    ...register,
    isEmpty: () => isEmpty(db),
    person: (id) => findPerson(db, id),
    personByNumber: (number) => findByNumber(db, number),
    async personView(id) {
      const person = await findPerson(db, id)
      return person && view(person)
    },
    search: (it) => searchPeople(db, it),
    household: (id) => findHousehold(db, id),
    marriageOf: (id) => findMarriage(db, id),
    gazetteer,
    everyoneForLinkage(actor) {
      const { purpose, requestId } = actor
      if (!kernel.purposes.has(purpose)) throw new Error(`"${purpose}" is not a purpose.`)
      kernel.log.info({ purpose, requestId, actor: actor.id }, 'everyone is read for a linkage')
      return pageLinkageFacts(pool)
    },
    authorise: (it) => saveAuthorisation(db, it),
  }
}

export type { AddressView, PersonView } from './contract.ts'
export { ethnicityCode, ethnicityName } from './domain/ethnicity.ts'
export type { Changes, LifeEvent, LifeEventKind } from './domain/life-event.ts'
export { foldName, fullName, maskName, type Name, parseName, spelling } from './domain/name.ts'
export type {
  Absence,
  Address,
  BloodGroup,
  Card,
  MaritalStatus,
  Person,
  RelationToHead,
  Religion,
} from './domain/person.ts'
export {
  composePersonalNumber,
  maskNumber,
  type PersonalNumber,
  parsePersonalNumber,
  readPersonalNumber,
  type Sex,
} from './domain/personal-number.ts'
export { mergedOn, placeCodesOf, placeName } from './domain/place-code.ts'
export { provinceOf, provinces, provinceTitle } from './domain/province.ts'
export { type Claims, verify } from './domain/verification.ts'
export type { Birth, Move } from './register.ts'
export type { Household, HouseholdMember, Marriage, Parent, Relative } from './storage/families.ts'
export {
  type ImportBatch,
  type ImportProgress,
  type ImportSource,
  importPeople,
} from './storage/imports.ts'
export type { LinkageFacts } from './storage/linkage-facts.ts'
export type { PersonFound, PersonSearch } from './storage/searches.ts'
export type { Unit } from './storage/units.ts'
export type { Gazetteer } from './view.ts'
