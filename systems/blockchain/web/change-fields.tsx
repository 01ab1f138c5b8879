import { NativeSelect, Stack, Switch, TextInput } from '@mantine/core'
import { useSay } from '#portal/say.tsx'
import type { MemberView } from '../contract.ts'
import type { Change } from '../contract-votes.ts'

export type Draft = {
  readonly member: number
  readonly name: string
  readonly account: string
  readonly gasPerDay: string
  readonly mayDeploy: boolean
  readonly seated: boolean
  readonly key: string
  readonly power: string
}

const lowestQuota = 5_000_000

export function newDraft(members: readonly MemberView[]): Draft {
  const empty = { name: '', account: '', key: '', power: '10' }
  const gasPerDay = '50000000000'
  return { ...empty, gasPerDay, member: members[0]?.id ?? 1, mayDeploy: false, seated: true }
}

/** What the server is told of a draft; undefined while something is missing. */
export function changeOf(kind: Change['kind'], it: Draft): Change | undefined {
  const { member, mayDeploy, seated, key, account } = it
  const gasPerDay = wholeNumber(it.gasPerDay)
  const power = wholeNumber(it.power)
  const name = it.name.trim()
  const hasQuota = gasPerDay !== undefined && gasPerDay >= lowestQuota
  if (kind === 'admit') {
    const complete = name !== '' && /^0x[0-9a-fA-F]{40}$/.test(account) && hasQuota
    return complete ? { kind, name, gasPerDay, mayDeploy, seated, account } : undefined
  }
  if (kind === 'quota') return hasQuota ? { kind, member, gasPerDay } : undefined
  if (kind === 'seat') return { kind, member, seated }
  if (kind !== 'validator') return { kind, member }
  const complete = /^0x[0-9a-fA-F]{64}$/.test(key) && power !== undefined
  return complete ? { kind, key, power, member } : undefined
}

function wholeNumber(text: string): number | undefined {
  const digits = text.replaceAll(/[\s.,]/g, '')
  const value = Number(digits)
  return /^\d+$/.test(digits) && Number.isSafeInteger(value) ? value : undefined
}

/** The fields that one kind of change asks for. */
export function ChangeFields(props: {
  kind: Change['kind']
  draft: Draft
  members: readonly MemberView[]
  onChange: (draft: Draft) => void
}) {
  const say = useSay()
  const { kind, draft, members, onChange } = props
  const change = (part: Partial<Draft>) => onChange({ ...draft, ...part })
  const admits = kind === 'admit'
  return (
    <Stack gap="md">
      {admits ? (
        <>
          <TextInput
            label={say({ vi: 'Tên cơ quan, tổ chức', en: 'Name of the organisation' })}
            maxLength={100}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={say({ vi: 'Tài khoản trên chuỗi', en: 'Account on the chain' })}
            description={say({
              vi: 'Địa chỉ ví của thành viên, 0x và 40 chữ số thập lục phân; trung tâm không giữ khóa này.',
              en: 'The member’s wallet, 0x and 40 hexadecimal digits; the center does not keep its key.',
            })}
            maxLength={42}
            value={draft.account}
            onChange={(event) => change({ account: event.currentTarget.value.trim() })}
          />
        </>
      ) : (
        <NativeSelect
          label={say({ vi: 'Thành viên', en: 'Member' })}
          data={members
            .filter((it) => it.standing !== 'removed')
            .map((it) => ({ value: String(it.id), label: it.name }))}
          value={String(draft.member)}
          onChange={(event) => change({ member: Number(event.currentTarget.value) })}
        />
      )}
      {(admits || kind === 'quota') && (
        <TextInput
          inputMode="numeric"
          label={say({ vi: 'Gas mỗi ngày', en: 'Gas a day' })}
          description={say({
            vi: 'Ít nhất 5.000.000. Một giao dịch đơn giản dùng 21.000, một lần bỏ phiếu khoảng 55.000.',
            en: 'At least 5,000,000. A simple transaction takes 21,000, a vote about 55,000.',
          })}
          maxLength={24}
          value={draft.gasPerDay}
          onChange={(event) => change({ gasPerDay: event.currentTarget.value })}
        />
      )}
      {admits && (
        <Switch
          label={say({ vi: 'Được triển khai hợp đồng', en: 'May deploy contracts' })}
          checked={draft.mayDeploy}
          onChange={(event) => change({ mayDeploy: event.currentTarget.checked })}
        />
      )}
      {(admits || kind === 'seat') && (
        <Switch
          label={say({ vi: 'Có quyền biểu quyết', en: 'Has a vote' })}
          checked={draft.seated}
          onChange={(event) => change({ seated: event.currentTarget.checked })}
        />
      )}
      {kind === 'validator' && <ValidatorFields draft={draft} change={change} />}
    </Stack>
  )
}

type Fields = { readonly draft: Draft; readonly change: (part: Partial<Draft>) => void }

function ValidatorFields({ draft, change }: Fields) {
  const say = useSay()
  return (
    <>
      <TextInput
        label={say({ vi: 'Khóa ký khối (Ed25519)', en: 'Key that signs blocks (Ed25519)' })}
        description={say({ vi: '0x và 64 chữ số thập lục phân', en: '0x and 64 digits' })}
        maxLength={66}
        value={draft.key}
        onChange={(event) => change({ key: event.currentTarget.value.trim() })}
      />
      <TextInput
        inputMode="numeric"
        label={say({ vi: 'Trọng số', en: 'Power' })}
        description={say({ vi: '0: bớt nút này', en: '0 removes this validator' })}
        maxLength={16}
        value={draft.power}
        onChange={(event) => change({ power: event.currentTarget.value })}
      />
    </>
  )
}
