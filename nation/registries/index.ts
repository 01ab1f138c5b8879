/**
 * The registries of the agencies: the same people and firms as the register of population holds,
 * as eight agencies wrote them down. What they hold is described here; `drawing.ts` fills them.
 */
import { civilStatus } from './civil-status.ts'
import { drivingLicences } from './driving-licences.ts'
import { enterprises } from './enterprises.ts'
import { healthInsurance } from './health-insurance.ts'
import { land } from './land.ts'
import type { Registry } from './registry.ts'
import { socialInsurance } from './social-insurance.ts'
import { tax } from './tax.ts'
import { vehicles } from './vehicles.ts'

export const registries: readonly Registry[] = [
  civilStatus,
  healthInsurance,
  socialInsurance,
  drivingLicences,
  vehicles,
  land,
  enterprises,
  tax,
]

export {
  type Collection,
  type Field,
  type Registry,
  type RegistryCode,
  type Row,
  registryCodes,
  type Value,
} from './registry.ts'
