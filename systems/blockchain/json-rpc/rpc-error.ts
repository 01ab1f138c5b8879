/**
 * A refusal as JSON-RPC tells it. Codes are those of JSON-RPC 2.0 and EIP-1474: −32700 no JSON,
 * −32600 no request, −32601 no such method, −32602 wrong parameters, −32603 a fault of ours, −32000
 * refused by the chain, −32003 answer too large, −32005 a limit; 3 reverted, with what the contract
 * said; 4 not yet in a block; 4444 no longer kept.
 */
export class RpcError extends Error {
  override name = 'RpcError'
  readonly code: number
  readonly data: unknown

  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

export const wrongParams = (message: string): RpcError => new RpcError(-32602, message)
export const refused = (message: string, data?: unknown): RpcError =>
  new RpcError(-32000, message, data)
export const overLimit = (message: string): RpcError => new RpcError(-32005, message)
