import type { Generated } from 'kysely'
import type { CivilDate } from '#kernel/civil-date'

/** Written by `npm run print` from the migrations. Do not edit. */
export type Schema = {
  'population.authorisation': {
    client_id: string
    purpose: string
    basis: string
    fields: string[]
  }
  'population.former_number': {
    number: string
    person_id: string
    until_on: CivilDate
  }
  'population.household': {
    id: string
    file_number: string
    commune: string
    detail: string
    head_id: string
  }
  'population.life_event': {
    id: string
    person_id: string
    kind: string
    effective_on: CivilDate
    recorded_at: Date
    recorded_by: string
    source: string
    changes: unknown
  }
  'population.marriage': {
    id: string
    first_id: string
    second_id: string
    married_on: CivilDate
    place: string
    ended_on: CivilDate | null
    ended_by: string | null
  }
  'population.name': {
    key: bigint
    name: string
    folded: string
  }
  'population.name_word': {
    word: string
    folded: string
  }
  'population.parentage': {
    child_id: string
    role: string
    parent_id: string | null
    parent_name: string
    nationality: Generated<string>
  }
  'population.person': {
    id: string
    number: string
    surname: string
    middle_name: string
    given_name: string
    full_name: string
    name_key: bigint
    other_name: string | null
    birth_on: CivilDate
    sex: string
    birthplace: string
    registration_place: string
    origin: string
    ethnicity: string
    religion: string
    nationality: string
    blood_group: string | null
    old_number: string | null
    cards: Generated<unknown>
    permanent_commune: string | null
    permanent_detail: string | null
    temporary_commune: string | null
    temporary_detail: string | null
    current_commune: string | null
    current_detail: string | null
    absence: unknown
    household_id: string | null
    relation_to_head: string | null
    marital_status: string
    died_on: CivilDate | null
    missing_on: CivilDate | null
    phone: string | null
    email: string | null
    registered_at: Date
  }
  'population.unit': {
    code: string
    name: string
    kind: string
    province: string
  }
}
