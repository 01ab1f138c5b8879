import { QueryClient, useQuery } from '@tanstack/react-query'
import type { ProblemDetails } from '#kernel/problem'
import { keptLanguage } from './browser.ts'

/** A refusal of the server, with the sentence that says what to do. */
export class Refused extends Error {
  readonly problem: ProblemDetails
  constructor(problem: ProblemDetails) {
    super(problem.detail)
    this.problem = problem
  }
}

/** One call of the API. Throws `Refused`, also when the network is away. */
export async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        'accept-language': keptLanguage(),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch {
    throw new Refused(offline())
  }
  if (response.status === 204) return undefined as Answer
  const type = response.headers.get('content-type') ?? ''
  if (!type.includes('json')) throw new Refused(unreadable(response.status))
  const answer = await response.json()
  if (!response.ok) throw new Refused(answer as ProblemDetails)
  return answer as Answer
}

/** Where an answer is kept: what is read with a query lies under what is read without. */
export function queryKeyOf(path: string): string[] {
  return path.split(/[/?]/).filter(Boolean)
}

/** Reads from the API; the path is the key under which the answer is kept. */
export function useAnswer<Answer>(
  path: string,
  { enabled = true, everyMs }: { enabled?: boolean; everyMs?: number } = {},
) {
  return useQuery<Answer, Refused>({
    queryKey: queryKeyOf(path),
    queryFn: () => ask<Answer>('GET', path),
    enabled,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  })
}

export function openQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays a refusal; only a lost connection or a busy server is worth a second try.
        retry: (tries, error) => tries < 2 && error instanceof Refused && isPassing(error.problem),
      },
    },
  })
}

function isPassing({ status }: ProblemDetails): boolean {
  return status === 0 || status === 429 || status === 503
}

function offline(): ProblemDetails {
  const detail =
    keptLanguage() === 'vi'
      ? 'Không kết nối được với máy chủ. Kiểm tra mạng rồi thử lại; dữ liệu đã lưu không mất.'
      : 'The server cannot be reached. Check the network and try again; what was saved is not lost.'
  return { type: 'urn:ndc:problem:portal.offline', code: 'portal.offline', status: 0, detail }
}

function unreadable(status: number): ProblemDetails {
  const detail =
    keptLanguage() === 'vi'
      ? 'Máy chủ trả lời không đọc được. Vui lòng thử lại.'
      : 'The answer of the server cannot be read. Please try again.'
  return { type: 'urn:ndc:problem:portal.unreadable', code: 'portal.unreadable', status, detail }
}
