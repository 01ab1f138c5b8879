/**
 * A center, and beside it a server with all that requests to a room go through (caller, limits,
 * checks, trace, metrics, log) but with routes that do nothing: what is left is the stack.
 */
import type { AddressInfo } from 'node:net'
import { Type } from 'typebox'
import { readConfig } from '#kernel/config'
import { Day, Exact, Text } from '#kernel/contract'
import { openServer } from '#kernel/server'
import type { Room } from '#kernel/system'
import { openCenter } from '#server/center'
import { sections } from '#server/config'
import { servePages } from '#server/pages'
import { factOf } from './fact.ts'
import type { Told } from './served.ts'

const Fact = Type.Object({
  id: Text(40),
  name: Type.Object({ vi: Text(100), en: Text(100) }),
  birthOn: Day,
  fields: Type.Array(Text(40), { maxItems: 20 }),
  verdict: Text(20),
})
const FactAsk = Exact({
  number: Type.String({ pattern: '^\\d{12}$', maxLength: 12 }),
  purpose: Text(100),
  claims: Exact({ fullName: Text(300), birthOn: Day, alive: Type.Enum(['yes', 'no']) }),
})

const program = { client: 'population.read', purpose: 'stack.fact', limitPerMinute: 100_000_000 }
const anyone = { anyone: true, limitPerMinute: 100_000_000 } as const

const room: Room = {
  name: 'stack',
  title: { vi: 'Đo tầng HTTP', en: 'The HTTP stack' },
  purposes: {
    'stack.fact': { words: { vi: 'Đo hiệu năng', en: 'Measurement' }, basis: 'không có' },
  },
  routes: async (app) => {
    const response = { 200: Fact }
    const params = Type.Object({ id: Text(40) })
    const get = (operationId: string) => ({ operationId, params, response })
    app.get('/facts/:id', { config: { access: program }, schema: get('factGet') }, async (it) =>
      factOf(it.params.id),
    )
    app.get('/open/:id', { config: { access: anyone }, schema: get('openGet') }, async (it) =>
      factOf(it.params.id),
    )
    app.post(
      '/facts',
      { config: { access: program }, schema: { operationId: 'factAsk', body: FactAsk, response } },
      async (it) => factOf(it.body.number),
    )
  },
}

const center = await openCenter(readConfig(sections, process.env), () => undefined)
const server = await openServer(center.kernel, [room], {})
await servePages(server, center.kernel, '')
await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as AddressInfo
const told: Told = {
  kind: 'open',
  url: `http://127.0.0.1:${port}`,
  tokenUrl: center.url,
  ownerUrl: center.postgres.ownerUrl,
}
process.send?.(told)
process.once('SIGTERM', () => {
  void server
    .close()
    .then(() => center.close())
    .then(() => process.exit(0))
})
