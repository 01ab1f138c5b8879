import { readConfig, readFlags } from '#kernel/config'
import { Refusal } from '#kernel/problem'
import { openCenter } from './center.ts'
import { startChainNode } from './chain.ts'
import { sections } from './config.ts'
import { openDemonstrationAgencies } from './demonstration.ts'
import { openTerminal } from './terminal.ts'

const say = openTerminal(process.stdout)

try {
  const config = readConfig(sections, process.env, readFlags(process.argv.slice(2)))
  const center = await openCenter(config, say)
  const node = startChainNode(center.kernel, config)
  const agencies = openDemonstrationAgencies(center, config)
  const close = async () => {
    await agencies?.close()
    await node?.close()
    await center.close()
  }
  say(`\n  NDC is open at ${center.url}`)
  if (config.tls.on && !config.tls.certificate) {
    say(`  Browsers trust it once they know ${config.center.data}/tls/root.crt`)
  }
  if (config.center.mode === 'demonstration') {
    say('  Everyone in it is invented. Press Ctrl-C to close; what was done is kept.')
  }
  say('')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().then(() => process.exit(0)))
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
