/**
 * What a relying party may be told about a person: scopes and claims of OpenID Connect Core 5.1 and
 * 5.4, and this center's own beside them. No I/O in this file: facts in, facts out.
 */
import type { Words } from '#kernel/words'

/** The facts that claims are written from; `number` is null where it may not be told. */
export type Held = {
  readonly name: { readonly surname: string; readonly middle: string; readonly given: string }
  readonly birthOn: string
  readonly sex: 'male' | 'female'
  readonly number: string
  readonly nationality: string
  readonly address: string | null
  readonly communeCode: string | null
  readonly email: string | null
  readonly phone: string | null
}

export type Scope = {
  readonly words: Words
  readonly claims: readonly string[]
}

/** Scopes that tell something about a person; the claims of each. */
export const scopes = {
  openid: {
    words: {
      vi: 'Xác nhận bạn đã đăng nhập bằng định danh điện tử',
      en: 'That you logged in with your electronic identity',
    },
    claims: ['sub'],
  },
  profile: {
    words: { vi: 'Họ tên, ngày sinh, giới tính', en: 'Name, date of birth, gender' },
    claims: ['name', 'family_name', 'middle_name', 'given_name', 'birthdate', 'gender'],
  },
  address: {
    words: { vi: 'Nơi ở hiện tại', en: 'Current address' },
    claims: ['address'],
  },
  email: { words: { vi: 'Địa chỉ thư điện tử', en: 'E-mail address' }, claims: ['email'] },
  phone: { words: { vi: 'Số điện thoại', en: 'Phone number' }, claims: ['phone_number'] },
  'identity.number': {
    words: { vi: 'Số định danh cá nhân', en: 'Personal identification number' },
    claims: ['personal_number'],
  },
  'identity.nationality': {
    words: { vi: 'Quốc tịch', en: 'Nationality' },
    claims: ['nationality'],
  },
} as const satisfies Record<string, Scope>

/** Scopes of programs that act for a person, or for themselves. */
export const actingScopes = {
  'ndc.self': {
    vi: 'Dùng dịch vụ của trung tâm thay mặt bạn',
    en: 'Use the services of the center on your behalf',
  },
  'ndc.office': {
    vi: 'Sử dụng cả quyền hạn theo chức vụ của bạn',
    en: 'Use the powers of your office as well',
  },
  offline_access: {
    vi: 'Giữ quyền truy cập khi bạn không có mặt',
    en: 'Keep access while you are away',
  },
} as const satisfies Record<string, Words>

export const programScopes = ['population.verify', 'population.read'] as const

/** The words under which a scope is shown. */
export function scopeWords(scope: string): Words {
  const told = (scopes as Record<string, Scope>)[scope]?.words
  return told ?? (actingScopes as Record<string, Words>)[scope] ?? { vi: scope, en: scope }
}

/** Every claim that a set of scopes tells. */
export function claimsOf(granted: Iterable<string>): string[] {
  return [...granted].flatMap((it) => (scopes as Record<string, Scope>)[it]?.claims ?? [])
}

/** The scope that a claim asked for by name belongs to; undefined for a claim of nobody. */
export function scopeOfClaim(claim: string): string | undefined {
  return Object.entries(scopes).find(([, it]) =>
    (it.claims as readonly string[]).includes(claim),
  )?.[0]
}

const writers: Record<string, (held: Held) => unknown> = {
  name: ({ name }) => [name.surname, name.middle, name.given].filter(Boolean).join(' '),
  family_name: ({ name }) => name.surname || undefined,
  middle_name: ({ name }) => name.middle || undefined,
  given_name: ({ name }) => name.given,
  birthdate: (it) => it.birthOn,
  gender: (it) => it.sex,
  address: (it) =>
    it.address === null
      ? undefined
      : { formatted: it.address, locality: it.communeCode ?? undefined, country: 'VN' },
  email: (it) => it.email ?? undefined,
  phone_number: (it) => it.phone ?? undefined,
  personal_number: (it) => it.number,
  nationality: (it) => it.nationality,
}

/** The values of the named claims; what is not held is left out. */
export function writeClaims(names: Iterable<string>, held: Held): Record<string, unknown> {
  const written = [...new Set(names)].map((it) => [it, writers[it]?.(held)] as const)
  return Object.fromEntries(written.filter(([, value]) => value !== undefined))
}

/** The fields of the register behind the claims, as the person sees them in their access log. */
const fields: Record<string, string> = {
  name: 'name',
  family_name: 'name',
  middle_name: 'name',
  given_name: 'name',
  birthdate: 'birthOn',
  gender: 'sex',
  address: 'currentResidence',
  email: 'email',
  phone_number: 'phone',
  personal_number: 'number',
  nationality: 'nationality',
}

export function fieldsOf(claims: Iterable<string>): string[] {
  return [...new Set([...claims].flatMap((it) => fields[it] ?? []))]
}
