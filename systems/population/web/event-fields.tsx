import { Radio, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { DayInput } from '#portal/fields.tsx'
import { useSay } from '#portal/say.tsx'
import { useUnits } from '#portal/units.ts'
import type { PersonView } from '../contract.ts'
import { ethnicityCodes, ethnicityName } from '../domain/ethnicity.ts'
import { provinceOf, provinceTitle } from '../domain/province.ts'
import { PersonFinder } from './person-finder.tsx'
import type { Correctable, Draft, DraftField } from './report.ts'
import { itemWords, sexWords } from './words.ts'

export type FieldsProps = {
  person: PersonView
  draft: Draft
  change: (more: Partial<Draft>) => void
  errorOf: (field: DraftField) => string | undefined
}

export function MoveFields({ person, draft, change, errorOf }: FieldsProps) {
  const say = useSay()
  const permanent = draft.residence === 'permanent'
  const kin = person.relatives.filter(
    ({ personId }) => !person.household?.members.some((it) => it.personId === personId),
  )
  return (
    <>
      <Radio.Group
        label={say({ vi: 'Loại cư trú', en: 'Kind of residence' })}
        value={draft.residence}
        onChange={(residence) => change({ residence, host: null })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="permanent" label={say({ vi: 'Thường trú', en: 'Permanent' })} />
          <Radio value="temporary" label={say({ vi: 'Tạm trú', en: 'Temporary' })} />
        </Stack>
      </Radio.Group>
      {permanent && (
        <PersonFinder
          label={say({
            vi: 'Nhập vào hộ của',
            en: 'Joins the family of',
          })}
          description={say({
            vi: 'Số định danh của một người trong hộ; bỏ trống nếu lập hộ mới.',
            en: 'Personal number of one of its members; leave empty for a home of their own.',
          })}
          value={draft.host}
          near={kin}
          error={errorOf('host')}
          onChange={(host) => change({ host })}
        />
      )}
      {!draft.host && <AddressFields draft={draft} change={change} errorOf={errorOf} />}
    </>
  )
}

function AddressFields({ draft, change, errorOf }: Omit<FieldsProps, 'person'>) {
  const say = useSay()
  const { provinces, communes } = useUnits(draft.province)
  const chooseCommune = (code: string | null) => {
    const commune = communes.find((it) => it.value === code)?.label
    const province = provinceOf(draft.province)
    const names = [commune, province && provinceTitle(province)].filter(Boolean)
    change({ communeCode: code ?? '', commune: names.join(', ') })
  }
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} w="100%">
        <Select
          searchable
          label={say({ vi: 'Tỉnh, thành phố', en: 'Province' })}
          data={provinces}
          value={draft.province || null}
          onChange={(code) => change({ province: code ?? '', communeCode: '', commune: '' })}
        />
        <Select
          searchable
          disabled={draft.province === ''}
          label={say({ vi: 'Xã, phường, đặc khu', en: 'Commune' })}
          data={communes}
          value={draft.communeCode || null}
          error={errorOf('communeCode')}
          onChange={chooseCommune}
        />
      </SimpleGrid>
      <TextInput
        w="100%"
        maxLength={300}
        label={say({ vi: 'Số nhà, đường, thôn, tổ dân phố', en: 'House, street, hamlet' })}
        value={draft.detail}
        error={errorOf('detail')}
        onChange={(event) => change({ detail: event.currentTarget.value })}
      />
    </>
  )
}

export function MarriageFields({ draft, change, errorOf }: FieldsProps) {
  const say = useSay()
  return (
    <>
      <PersonFinder
        label={say({ vi: 'Kết hôn với', en: 'Marries' })}
        value={draft.other}
        error={errorOf('other')}
        onChange={(other) => change({ other })}
      />
      <TextInput
        w="100%"
        maxLength={300}
        label={say({ vi: 'Nơi đăng ký kết hôn', en: 'Registered at' })}
        value={draft.place}
        error={errorOf('place')}
        onChange={(event) => change({ place: event.currentTarget.value })}
      />
    </>
  )
}

export function DivorceFields({ person }: FieldsProps) {
  const say = useSay()
  const spouse = person.relatives.find(({ role }) => role === 'spouse')
  return (
    <Text>
      {say({ vi: 'Hôn nhân với', en: 'Marriage with' })} <b>{spouse?.fullName}</b>
    </Text>
  )
}

const lines: Correctable[] = ['fullName', 'otherName', 'birthplace', 'origin', 'phone', 'email']

export function CorrectionFields({ draft, change, errorOf }: FieldsProps) {
  const say = useSay()
  const { set } = draft
  const put = (item: Correctable, value: string) => change({ set: { ...set, [item]: value } })
  const about = (item: Correctable) => {
    const { vi, en } = itemWords[item] ?? { vi: item, en: item }
    const name = say({ vi, en })
    return {
      label: name.charAt(0).toLocaleUpperCase('vi') + name.slice(1),
      error: errorOf(item),
      value: set[item],
    }
  }
  const sexes = (['male', 'female'] as const).map((it) => ({ value: it, label: say(sexWords[it]) }))
  const groups = ethnicityCodes.map((it) => ({ value: it, label: ethnicityName(it) ?? it }))
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} w="100%">
      {lines.slice(0, 2).map((it) => (
        <TextInput
          key={it}
          maxLength={300}
          {...about(it)}
          onChange={(event) => put(it, event.currentTarget.value)}
        />
      ))}
      <DayInput {...about('birthOn')} onChange={(value) => put('birthOn', value)} />
      <Select
        {...about('sex')}
        allowDeselect={false}
        data={sexes}
        onChange={(value) => put('sex', value ?? set.sex)}
      />
      {lines.slice(2).map((it) => (
        <TextInput
          key={it}
          maxLength={it === 'phone' ? 20 : 200}
          inputMode={it === 'phone' ? 'tel' : it === 'email' ? 'email' : 'text'}
          {...about(it)}
          onChange={(event) => put(it, event.currentTarget.value)}
        />
      ))}
      <Select
        {...about('ethnicity')}
        searchable
        allowDeselect={false}
        data={groups}
        onChange={(value) => put('ethnicity', value ?? set.ethnicity)}
      />
      <Select
        {...about('bloodGroup')}
        clearable
        data={['A', 'B', 'AB', 'O']}
        value={set.bloodGroup || null}
        onChange={(value) => put('bloodGroup', value ?? '')}
      />
    </SimpleGrid>
  )
}
