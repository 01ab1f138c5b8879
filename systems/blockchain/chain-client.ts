import { Problem } from '#kernel/problem'

/** JSON-RPC 2.0 with a node of the chain. */
export type ChainClient = {
  /** Where the node takes calls now: http://host:port; undefined while there is none. */
  url(): string | undefined
  /**
   * Asks a method. A refusal of the node is a `ChainRefusal`; a node that does not answer is the
   * Problem `blockchain.node-away`.
   */
  ask<Result>(method: string, params?: readonly unknown[]): Promise<Result>
  /** The number of the chain, which signatures of transactions name (EIP-155). */
  chainId(): Promise<number>
}

/** What the node answered instead of a result. */
export class ChainRefusal extends Error {
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

const longestAnswerMs = 20_000

export function openChainClient(url: () => string | undefined): ChainClient {
  let last = 0
  const client: ChainClient = {
    url,
    async ask<Result>(method: string, params: readonly unknown[] = []): Promise<Result> {
      const address = url()
      if (address === undefined) throw nodeAway()
      const answer = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: ++last, method, params }),
        signal: AbortSignal.timeout(longestAnswerMs),
      })
        .then((it) => it.json() as Promise<Answer<Result>>)
        .catch((cause: unknown) => {
          throw nodeAway(cause)
        })
      if ('error' in answer) {
        throw new ChainRefusal(answer.error.code, answer.error.message, answer.error.data)
      }
      return answer.result
    },
    chainId: async () => Number(await client.ask<string>('eth_chainId')),
  }
  return client
}

type Answer<Result> =
  | { readonly result: Result }
  | { readonly error: { code: number; message: string; data?: unknown } }

export function nodeAway(cause?: unknown): Problem {
  const problem = new Problem(503, 'blockchain.node-away', {
    vi: 'Nút của chuỗi khối chưa trả lời. Dữ liệu gửi lên được giữ lại; hãy thử lại sau ít phút.',
    en: 'The node of the chain does not answer. What was handed over is kept; try again in a few minutes.',
  })
  problem.cause = cause
  return problem
}
