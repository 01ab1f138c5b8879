import { DuckDBFault } from '#engines/duckdb'
import { codeOf, Problem } from '#kernel/problem'

/** The source does not answer now; trying again may help. */
export function sourceAway(code: string): Problem {
  return new Problem(
    503,
    'data-coordination.source-away',
    {
      vi: `Không kết nối được với nguồn dữ liệu (${code || 'không phản hồi'}). Hệ thống sẽ thử lại.`,
      en: `The source does not answer (${code || 'no answer'}). It will be tried again.`,
    },
    { retryAfterSeconds: 30 },
  )
}

export function sourceRefused(vi: string, en: string): Problem {
  return new Problem(422, 'data-coordination.source-refused', { vi, en })
}

/** The file cannot be read as what it is said to be; line where it is known. */
export function fileBroken(vi: string, en: string): Problem {
  return new Problem(422, 'data-coordination.file-broken', { vi, en })
}

/** The source lacks the column by which it is asked for what is new. */
export function watermarkUnknown(column: string) {
  return fileBroken(
    `Nguồn không có cột mốc "${column}".`,
    `The source has no watermark column "${column}".`,
  )
}

/** Is it of the kind that another try may mend? */
export function isPassing(error: unknown): boolean {
  if (error instanceof Problem) return error.status === 503 || error.status === 507
  return !(error instanceof DuckDBFault)
}

/** What went wrong, for people: of every error that a step may end with. */
export function problemOfStep(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof DuckDBFault) return problemOfDuck(error)
  if (codeOf(error) === 'ENOSPC') return diskFull()
  return new Problem(500, 'data-coordination.step-failed', {
    vi: 'Bước xử lý gặp lỗi của hệ thống; lỗi đã được ghi nhận.',
    en: 'The step met a fault of the system, which was recorded.',
  })
}

function problemOfDuck({ kind, line }: DuckDBFault): Problem {
  const at =
    line === undefined ? { vi: '', en: '' } : { vi: ` Dòng ${line}.`, en: ` Line ${line}.` }
  switch (kind) {
    case 'disk-full':
      return diskFull()
    case 'memory-short':
      return new Problem(422, 'data-coordination.memory-short', {
        vi: 'Dữ liệu quá lớn so với bộ nhớ dành cho xưởng dữ liệu. Hãy chia nhỏ hoặc tăng bộ nhớ.',
        en: 'The data needs more memory than the workshop has. Split it, or grant more.',
      })
    case 'encoding-wrong':
      return fileBroken(
        `Tệp không phải UTF-8.${at.vi} Hãy chọn đúng bảng mã.`,
        `The file is not UTF-8.${at.en} Choose the encoding that it is in.`,
      )
    case 'text-malformed':
      return fileBroken(
        `Tệp sai định dạng: số ô không đều, dấu nháy không đóng hoặc dòng quá dài.${at.vi}`,
        `The file is malformed: cells missing, a quote not closed, or a line too long.${at.en}`,
      )
    default:
      return new Problem(500, 'data-coordination.step-failed', {
        vi: 'Bước xử lý gặp lỗi của hệ thống; lỗi đã được ghi nhận.',
        en: 'The step met a fault of the system, which was recorded.',
      })
  }
}

function diskFull(): Problem {
  return new Problem(
    507,
    'data-coordination.disk-full',
    {
      vi: 'Hết chỗ lưu trữ trong khi xử lý; chưa có gì bị mất. Hệ thống sẽ thử lại.',
      en: 'The disk is full; nothing was lost. It will be tried again.',
    },
    { retryAfterSeconds: 60 },
  )
}
