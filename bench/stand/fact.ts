import type { CivilDate } from '#kernel/civil-date'

/** What both servers answer. */
export function factOf(id: string) {
  return {
    id,
    name: { vi: 'Xác nhận thông tin về cư trú', en: 'Confirmation of residence' },
    birthOn: '1994-03-08' as CivilDate,
    fields: ['fullName', 'birthOn', 'alive'],
    verdict: 'match',
  }
}
