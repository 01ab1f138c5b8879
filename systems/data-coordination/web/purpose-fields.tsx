import { Checkbox, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useSay } from '#portal/say.tsx'
import { plainly } from './finding.ts'

export type PurposeDraft = { vi: string; en: string; basis: string; byConsent: boolean }

/** As it travels: with a code of its own, which evidence and audit name. */
export function purposeOf({ vi, en, basis, byConsent }: PurposeDraft) {
  const words = plainly(en).replace(/[^a-z0-9]+/g, '-')
  const code =
    words
      .replace(/^[^a-z]+/, '')
      .slice(0, 60)
      .replace(/-+$/, '') || 'purpose'
  return { code, words: { vi: vi.trim(), en: en.trim() }, basis: basis.trim(), byConsent }
}

export function readyPurpose({ vi, en, basis }: PurposeDraft): boolean {
  return vi.trim() !== '' && en.trim() !== '' && basis.trim() !== ''
}

/** What data is wanted for, and what allows it; the person concerned will read these words. */
export function PurposeFields(props: {
  value: PurposeDraft
  /** Does the service ask about one person, who could agree? */
  consentable: boolean
  onChange: (value: PurposeDraft) => void
}) {
  const say = useSay()
  const { value } = props
  const change = (some: Partial<PurposeDraft>) => props.onChange({ ...value, ...some })
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={say({ vi: 'Mục đích', en: 'Purpose in Vietnamese' })}
          description={say({
            vi: 'Người dân sẽ đọc câu này',
            en: 'People will read these words',
          })}
          placeholder="Xét duyệt khoản vay"
          maxLength={300}
          value={value.vi}
          onChange={(event) => change({ vi: event.currentTarget.value })}
        />
        <TextInput
          label={say({ vi: 'Mục đích bằng tiếng Anh', en: 'Purpose in English' })}
          description={say({ vi: 'Cùng nghĩa', en: 'The same' })}
          placeholder="Deciding on a loan"
          maxLength={300}
          value={value.en}
          onChange={(event) => change({ en: event.currentTarget.value })}
        />
      </SimpleGrid>
      <TextInput
        label={say({ vi: 'Căn cứ pháp lý', en: 'Legal basis' })}
        placeholder="Luật Hộ tịch 60/2014/QH13, điều 16"
        maxLength={500}
        value={value.basis}
        onChange={(event) => change({ basis: event.currentTarget.value })}
      />
      <Checkbox
        label={say({
          vi: 'Chỉ khi người đó đồng ý (cổng kiểm tra sự đồng ý ở từng lượt hỏi)',
          en: 'Only by consent of the person, which is checked at every request',
        })}
        description={
          props.consentable
            ? undefined
            : say({
                vi: 'Dịch vụ này không hỏi về một người cụ thể nên không thể dựa trên sự đồng ý',
                en: 'This service is not asked about one person, so nobody could agree',
              })
        }
        disabled={!props.consentable}
        checked={value.byConsent}
        onChange={(event) => change({ byConsent: event.currentTarget.checked })}
      />
    </Stack>
  )
}
