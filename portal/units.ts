import { useAnswer } from './ask.ts'

type Unit = { code: string; name: string }

/** The provinces, and the communes of the one that is chosen, as choices of a select. */
export function useUnits(province: string | null = null) {
  const path = '/api/population/v1/units'
  const provinces = useAnswer<{ items: Unit[] }>(path)
  const communes = useAnswer<{ items: Unit[] }>(`${path}?province=${province ?? ''}`, {
    enabled: province !== null && province !== '',
  })
  return { provinces: choicesOf(provinces.data?.items), communes: choicesOf(communes.data?.items) }
}

function choicesOf(units: readonly Unit[] = []) {
  return units.map(({ code, name }) => ({ value: code, label: name }))
}
