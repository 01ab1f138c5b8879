import type { PersonView } from '#population'
import type { Member, Party, Place } from './domain/procedure.ts'

/** A person as far as procedures need them, from the register's view. */
export function partyOf(view: PersonView): Party {
  return {
    personId: view.id,
    number: view.number,
    fullName: view.fullName,
    birthOn: view.birthOn,
    sex: view.sex,
    ethnicity: view.ethnicity,
    nationality: view.nationality,
    origin: view.origin,
    maritalStatus: view.maritalStatus,
    diedOn: view.diedOn,
    phone: view.phone,
    email: view.email,
    permanentResidence: placeOf(view.permanentResidence),
    temporaryResidence: placeOf(view.temporaryResidence),
    currentResidence: placeOf(view.currentResidence),
    residenceFile: view.residenceFile,
    relationToHead: view.relationToHead,
    householdId: view.householdId,
    household: (view.household?.members ?? []) satisfies Member[],
  }
}

function placeOf(it: PersonView['currentResidence']): Place | null {
  return it && { communeCode: it.communeCode, text: it.text }
}
