import { join } from 'node:path'
import { openLog } from '#kernel/log'
import { writeDurably } from '#kernel/secrets'
import { type Agencies, openAgencies } from '#nation/hosting'
import { freePort, openTestHouse, type TestHouse } from './house.ts'

/** A house with agencies beside it: real services and gateways, admitted by its own doors. */
export type AgencyHouse = {
  readonly house: TestHouse
  /** Switches an agency off or on, as its machine would be. */
  turn(code: string, on: boolean): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openAgencyHouse(only: readonly string[]): Promise<AgencyHouse> {
  // Certificates of gateways are checked by the machine's own clock as well.
  const ports = { service: await freePort(), peers: await freePort(), clients: await freePort() }
  const house = await openTestHouse(new Date().toISOString(), {
    NDC_NATION_AGENCIES: 'true',
    NDC_PUBLIC_SERVICES_GATEWAY: `http://127.0.0.1:${ports.clients}`,
  })
  let agencies: Agencies | undefined
  try {
    if (!house.nation) throw new Error('The house has no nation.')
    const folder = join(house.dataDir, 'agencies')
    writeDurably(join(folder, 'public-services/ports.json'), JSON.stringify(ports))
    const { seed, people, today } = house.nation
    agencies = await openAgencies({
      folder,
      center: house.url,
      version: 'test',
      nation: { seed, people, today },
      clock: house.clock,
      log: openLog('silent'),
      only: [...only, 'public-services'],
    })
    for (const it of agencies.all) {
      const { state, detail } = it.standing()
      if (state !== 'on') throw new Error(`${it.agency.code} is ${state}: ${detail}`)
    }
  } catch (error) {
    await agencies?.close()
    await house.close()
    throw error
  }
  const { all, close } = agencies
  return {
    house,
    async turn(code, on) {
      const it = all.find(({ agency }) => agency.code === code)
      await (on ? it?.start() : it?.stop())
    },
    async [Symbol.asyncDispose]() {
      await close()
      await house.close()
    },
  }
}
