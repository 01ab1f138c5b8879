import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { BlockList, isIP } from 'node:net'
import { Problem } from '#kernel/problem'
import { sourceAway } from './problems.ts'

/**
 * The way out to sources. Addresses of this machine and of inner networks are closed, so that
 * nobody has the center knock where they cannot knock themselves (SSRF), except those networks that
 * the operator opened. A name is resolved once, and the address that was checked is the one used.
 */
export type Network = {
  /** An address of the host that may be called. */
  resolve(host: string): Promise<string>
  /** GET; redirections are not followed. */
  get(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage>
}

const closed = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  closed.addSubnet(net, bits, 'ipv4')
}
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  closed.addSubnet(net, bits, 'ipv6')
}

const idleMs = 30_000

/** @param opened Networks inside which sources may lie, as `10.2.0.0/16`. */
export function openNetwork(opened: readonly string[]): Network {
  const open = new BlockList()
  for (const it of opened) {
    const [net = '', bits] = it.split('/')
    const family = isIP(net) === 6 ? 'ipv6' : 'ipv4'
    open.addSubnet(net, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  const mayCall = (address: string): boolean => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    return open.check(address, family) || !closed.check(address, family)
  }

  async function resolve(host: string): Promise<string> {
    const name = host.replace(/^\[|\]$/g, '')
    const found = isIP(name)
      ? [{ address: name }]
      : await lookup(name, { all: true }).catch(() => {
          throw sourceAway('ENOTFOUND')
        })
    // A name with one address inside and one outside is no name to trust.
    if (found.length === 0 || !found.every((it) => mayCall(it.address))) throw hostClosed()
    return found[0]?.address ?? ''
  }

  return {
    resolve,
    async get(url, headers, signal) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:') throw hostClosed()
      const address = await resolve(url.hostname)
      const send = url.protocol === 'https:' ? tlsRequest : plainRequest
      return new Promise((done, failed) => {
        const asked = send({
          host: address,
          port: url.port || (url.protocol === 'https:' ? 443 : 80),
          path: `${url.pathname}${url.search}`,
          servername: isIP(url.hostname) ? '' : url.hostname,
          headers: { host: url.host, 'user-agent': 'ndc-workshop', ...headers },
          agent: false,
          signal,
          timeout: idleMs,
        })
        asked.once('response', done)
        asked.once('timeout', () =>
          asked.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })),
        )
        asked.once('error', (error) => {
          failed(signal.aborted ? error : sourceAway((error as { code?: string }).code ?? ''))
        })
        asked.end()
      })
    },
  }
}

function hostClosed(): Problem {
  return new Problem(422, 'data-coordination.source-host-closed', {
    vi: 'Địa chỉ nguồn nằm trong mạng nội bộ chưa được quản trị viên cho phép.',
    en: 'The address of the source lies in an inner network that the operator has not opened.',
  })
}
