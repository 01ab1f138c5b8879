import { type CivilDate, daysBetween } from '#kernel/civil-date'
import { Problem } from '#kernel/problem'
import type { Words } from '#kernel/words'

/**
 * A list of codes that agencies share. It changes by new versions only, each valid from a day on;
 * what was valid on an earlier day can always be asked for.
 */
export type CodeList = { readonly code: string; readonly title: Words }

export type CodeListVersion = {
  readonly list: string
  /** 1, 2, 3 … */
  readonly version: number
  readonly validFrom: CivilDate
  readonly codes: readonly Code[]
}

export type Code = {
  readonly code: string
  readonly words: Words
  /** Other ways in which agencies write it. */
  readonly aliases: readonly string[]
}

/** The version that is valid on a day: the one that began last, not after it. */
export function validOn<It extends Pick<CodeListVersion, 'validFrom' | 'version'>>(
  versions: readonly It[],
  day: CivilDate,
): It | undefined {
  return versions
    .filter((it) => daysBetween(it.validFrom, day) >= 0)
    .toSorted((a, b) => daysBetween(b.validFrom, a.validFrom) || a.version - b.version)
    .at(-1)
}

/** Refuses a version in which a code stands twice, or that begins before the one before it. */
export function checkVersion(
  next: Pick<CodeListVersion, 'validFrom' | 'codes'>,
  last: Pick<CodeListVersion, 'validFrom'> | undefined,
): void {
  const twice = next.codes.find((it, at) => next.codes.findIndex((o) => o.code === it.code) !== at)
  if (twice) {
    throw new Problem(422, 'data-coordination.code-repeated', {
      vi: `Mã ${twice.code} xuất hiện hai lần trong danh mục.`,
      en: `The code ${twice.code} stands twice in the list.`,
    })
  }
  if (last && daysBetween(last.validFrom, next.validFrom) < 0) {
    throw new Problem(422, 'data-coordination.code-list-too-early', {
      vi: `Phiên bản mới không được có hiệu lực trước ${last.validFrom}.`,
      en: `A new version cannot begin before ${last.validFrom}, when the last one did.`,
    })
  }
}

/** What was added, taken away and renamed from one version to the next. */
export function compareVersions(before: readonly Code[], after: readonly Code[]) {
  const [old, now] = [before, after].map((codes) => new Map(codes.map((it) => [it.code, it])))
  return {
    added: after.filter((it) => !old?.has(it.code)).map((it) => it.code),
    removed: before.filter((it) => !now?.has(it.code)).map((it) => it.code),
    renamed: after
      .filter((it) => old?.has(it.code) && old.get(it.code)?.words.vi !== it.words.vi)
      .map((it) => it.code),
  }
}

const words = (code: string, vi: string, en: string, ...aliases: string[]): Code => ({
  code,
  words: { vi, en },
  aliases,
})

/** The lists that a new dictionary begins with, beside those of the population register. */
export const firstLists: readonly (CodeList & { readonly codes: readonly Code[] })[] = [
  {
    code: 'sex',
    title: { vi: 'Giới tính', en: 'Sex' },
    codes: [
      words('male', 'Nam', 'Male', 'm', '1', 'trai', 'nam gioi'),
      words('female', 'Nữ', 'Female', 'f', '0', '2', 'gai', 'nu gioi'),
    ],
  },
  {
    code: 'marital-status',
    title: { vi: 'Tình trạng hôn nhân', en: 'Marital status' },
    codes: [
      words('single', 'Chưa kết hôn', 'Single', 'doc than'),
      words('married', 'Đang có vợ hoặc chồng', 'Married', 'da ket hon', 'co vo', 'co chong'),
      words('divorced', 'Đã ly hôn', 'Divorced', 'ly hon'),
      words('widowed', 'Góa', 'Widowed', 'goa vo', 'goa chong'),
    ],
  },
  {
    code: 'document-type',
    title: { vi: 'Loại giấy tờ', en: 'Document type' },
    codes: [
      words('identity-card', 'Thẻ căn cước', 'Identity card', 'cccd', 'can cuoc cong dan'),
      words('old-identity-card', 'Chứng minh nhân dân', 'Old identity card', 'cmnd'),
      words('passport', 'Hộ chiếu', 'Passport', 'hc'),
      words('birth-certificate', 'Giấy khai sinh', 'Birth certificate', 'gks'),
      words('marriage-certificate', 'Giấy chứng nhận kết hôn', 'Marriage certificate', 'dkkh'),
      words('driving-licence', 'Giấy phép lái xe', 'Driving licence', 'gplx', 'bang lai xe'),
      words('health-insurance-card', 'Thẻ bảo hiểm y tế', 'Health insurance card', 'bhyt'),
    ],
  },
]
