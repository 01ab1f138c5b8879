import type { CivilDate } from '#kernel/civil-date'

/**
 * The number of a dossier, V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX (Circular 01/2018/TT-VPCP as
 * reported): the agency's code (Decision 20/2020/QĐ-TTg), the day of submission, and a count
 * within agency and day. Our agencies' codes are H and the province, then the commune's digits;
 * M is the place of the procedure in the catalogue.
 *
 * @param serial From 1; four digits, or more on a day that needs them.
 */
export function dossierNumber(
  communeCode: string,
  provinceCode: string,
  procedure: number,
  on: CivilDate,
  serial: number,
): string {
  return `${agencyPrefix(communeCode, provinceCode, procedure)}-${on.slice(2).replaceAll('-', '')}-${String(serial).padStart(4, '0')}`
}

/** The part before the date; the count runs within it and the date. */
export function agencyPrefix(communeCode: string, provinceCode: string, procedure: number): string {
  const digits = communeCode.slice(-4)
  return `H${provinceCode}.${digits.slice(0, 2)}.${digits.slice(2)}.M${String(procedure).padStart(2, '0')}`
}
