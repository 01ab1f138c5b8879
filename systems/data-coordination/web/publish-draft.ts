import type { Words } from '#kernel/words'
import type { ServiceView } from '../contract-catalogue.ts'
import { guessTerm } from '../domain/profile.ts'
import type { Term } from '../domain/term.ts'
import type { ReadContract } from './contract-reading.ts'
import { plainly } from './finding.ts'

/** What an owner says of a service, while it is being written. */
export type Draft = {
  subsystemId: string | null
  code: string
  vi: string
  en: string
  aboutVi: string
  aboutEn: string
  layer: ServiceView['layer']
  dataClass: ServiceView['dataClass'] | null
  basis: string
  fields: ServiceView['fields']
  subject: ServiceView['subject']
  availability: number
  p95Ms: number
  targetUrl: string
}

/** All that the contract and the dictionary tell already. */
export function draftOf({ outline }: ReadContract, terms: readonly Term[]): Draft {
  const { title, description, address, subject } = outline
  return {
    subsystemId: null,
    code: codeOf(title),
    vi: title,
    en: title,
    aboutVi: description || title,
    aboutEn: description || title,
    layer: 'ministry',
    dataClass: subject ? 'personal' : null,
    basis: '',
    fields: outline.fields.map(({ name, title: own }) => {
      const code = guessTerm(own, 'text', [], [...terms]) ?? guessTerm(name, 'text', [], [...terms])
      const term = terms.find((it) => it.code === code)
      return {
        name,
        term: term?.code ?? null,
        title: term ? { ...term.title } : { vi: own, en: own },
      }
    }),
    subject,
    availability: 99.5,
    p95Ms: 500,
    targetUrl: address,
  }
}

/** What stands of the version before, with what the new contract has. */
export function draftAfter(service: ServiceView, fresh: Draft): Draft {
  const known = new Map(service.fields.map((it) => [it.name, it]))
  return {
    ...fresh,
    subsystemId: service.subsystem.id,
    code: service.code.slice(service.code.lastIndexOf('/') + 1),
    vi: service.title.vi,
    en: service.title.en,
    aboutVi: service.description.vi,
    aboutEn: service.description.en,
    layer: service.layer,
    dataClass: service.dataClass,
    basis: service.basis,
    fields: fresh.fields.map((it) => known.get(it.name) ?? it),
    subject: service.subject,
    availability: service.availability,
    p95Ms: service.p95Ms,
    targetUrl: service.targetUrl ?? fresh.targetUrl,
  }
}

/** "v3" after "v2". */
export function nextVersion(version: string): string {
  return `v${Number(version.slice(1)) + 1}`
}

/** As a new version is sent. */
export function versionOf(it: Draft, contract: string, service: ServiceView) {
  const { subsystemId: _, code: __, kind: ___, ...said } = sentOf(it, contract)
  const { timeoutMs, acceptsId, keepsBodies } = service
  return { ...said, timeoutMs, acceptsId, keepsBodies, version: nextVersion(service.version) }
}

function codeOf(title: string): string {
  return plainly(title)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
}

/** As it is sent. */
export function sentOf(it: Draft, contract: string) {
  return {
    subsystemId: it.subsystemId,
    code: it.code.trim(),
    kind: 'rest' as const,
    contract,
    title: { vi: it.vi.trim(), en: it.en.trim() },
    description: { vi: it.aboutVi.trim(), en: it.aboutEn.trim() },
    version: 'v1',
    layer: it.layer,
    dataClass: it.dataClass,
    basis: it.basis.trim(),
    fields: it.fields,
    subject: it.subject,
    timeoutMs: Math.max(5_000, it.p95Ms * 4),
    acceptsId: false,
    keepsBodies: false,
    availability: it.availability,
    p95Ms: it.p95Ms,
    targetUrl: it.targetUrl.trim(),
  }
}

/** What is still to be said before it can be published. */
export function missingOf(it: Draft): Words | undefined {
  if (!it.subsystemId) return { vi: 'Chọn hệ thống cung cấp.', en: 'Choose whose service it is.' }
  if (!it.vi.trim() || !it.en.trim()) {
    return { vi: 'Đặt tên dịch vụ.', en: 'Give the service a name.' }
  }
  if (!it.aboutVi.trim() || !it.aboutEn.trim()) {
    return { vi: 'Mô tả bằng lời thường.', en: 'Describe it in plain words.' }
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(it.code.trim())) {
    return { vi: 'Mã dịch vụ gồm chữ, số và gạch nối.', en: 'The code: letters, digits, hyphens.' }
  }
  if (!it.dataClass) return { vi: 'Chọn loại dữ liệu.', en: 'Choose the class of the data.' }
  if (!it.basis.trim()) return { vi: 'Ghi căn cứ pháp lý.', en: 'Give the legal basis.' }
  if ((it.dataClass === 'personal' || it.dataClass === 'sensitive') && !it.subject) {
    return {
      vi: 'Dữ liệu cá nhân: chỉ ra số định danh nằm ở đâu.',
      en: 'Personal data: say where the personal number stands.',
    }
  }
  if (!/^https?:\/\/.+/.test(it.targetUrl.trim())) {
    return { vi: 'Ghi địa chỉ dịch vụ.', en: 'Give the address of the service.' }
  }
  return undefined
}
