import { randomUUID } from 'node:crypto'
import type { Words } from '#kernel/words'
import type { AgencyAnswer, AgencyQuestion, AskAgency } from './enquiring.ts'

/** As which the exchange knows this room. */
export const subsystem = 'VN/GOV/NDC/public-services'
const timeoutMs = 15_000
const largestAnswer = 1024 * 1024

/**
 * Asks other agencies through the gateway of public services, by plain X-Road REST on this machine.
 * Answers with words in place of an error: whoever asked will ask again.
 *
 * @param gatewayUrl Where the gateway takes its programs' calls; undefined while there is none.
 */
export function openAsking(gatewayUrl: () => string | undefined): AskAgency {
  return async (question, signal) => {
    const url = gatewayUrl()
    if (url === undefined) return { outcome: 'unavailable', reason: ownAway }
    try {
      return await exchange(url, question, signal)
    } catch {
      // Whatever breaks before the gateway has answered is between this center and its gateway.
      return { outcome: 'unavailable', reason: ownAway }
    }
  }
}

async function exchange(
  gateway: string,
  { service, path, purpose, caseId }: AgencyQuestion,
  signal: AbortSignal,
): Promise<AgencyAnswer> {
  const answer = await fetch(`${gateway}/r1/${service}${path}`, {
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: {
      accept: 'application/json',
      'x-road-client': subsystem,
      'x-road-id': randomUUID(),
      'x-road-issue': caseId,
      'ndc-purpose': purpose,
    },
  })
  const body = await bodyOf(answer)
  const xRoadId = answer.headers.get('x-road-id')
  if (answer.ok && body && xRoadId) return { outcome: 'received', xRoadId, body }
  return { outcome: 'unavailable', reason: reasonOf(answer.headers.get('x-road-error') ?? '') }
}

/** The whole body; undefined when it is larger than any answer may be. */
async function bodyOf(answer: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.length
    if (size > largestAnswer) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Of the codes of X-Road, those that people are told apart. */
const reasons: readonly (readonly [code: RegExp, words: Words])[] = [
  [
    /ServiceFailed/,
    {
      vi: 'Hệ thống của cơ quan này đang gặp lỗi, chưa trả lời được. Hồ sơ sẽ tự hỏi lại.',
      en: 'That agency’s system has a fault and cannot answer. It will be asked again.',
    },
  ],
  [
    /NetworkError|NoAnswer/,
    {
      vi: 'Cổng kết nối của cơ quan này đang tắt hoặc mất mạng. Hồ sơ sẽ tự hỏi lại.',
      en: 'That agency’s gateway is switched off or out of reach. It will be asked again.',
    },
  ],
  [
    /AccessDenied|Unknown|ServiceDisabled|SslAuthenticationFailed|Consent/,
    {
      vi: 'Cơ quan này chưa cho phép dùng dữ liệu. Người quản trị dữ liệu cần xử lý; hồ sơ sẽ tự hỏi lại.',
      en: 'That agency does not allow the use of its data yet. A data steward has to see to it; it will be asked again.',
    },
  ],
  [
    /QuotaExceeded|Busy/,
    {
      vi: 'Cơ quan này đang nhận quá nhiều yêu cầu. Hồ sơ sẽ tự hỏi lại.',
      en: 'That agency has too much to answer at the moment. It will be asked again.',
    },
  ],
]

function reasonOf(code: string): Words {
  return reasons.find(([form]) => form.test(code))?.[1] ?? notDone
}

const notDone: Words = {
  vi: 'Trao đổi dữ liệu với cơ quan này chưa thành công. Hồ sơ sẽ tự hỏi lại.',
  en: 'The exchange with that agency did not succeed. It will be tried again.',
}

const ownAway: Words = {
  vi: 'Cổng kết nối của dịch vụ công đang tắt. Hồ sơ sẽ tự hỏi lại.',
  en: 'The gateway of public services is switched off. It will be asked again.',
}
