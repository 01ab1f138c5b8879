import { getAddress } from 'viem'
import type { Routes } from '#kernel/system'
import { ContractInterface, SystemContractList, SystemContractParams } from '../contract.ts'
import { type SystemContract, systemAddresses } from '../contracts/addresses.ts'
import { interfaces } from '../decoding.ts'
import { systemNames } from '../members.ts'

const access = { anyone: true, limitPerMinute: 600 } as const
const names = Object.keys(systemAddresses) as SystemContract[]

/** /system-contracts — the contracts that come with the chain, and their interfaces. */
export function systemContractRoutes(): Routes {
  return async (app) => {
    app.get(
      '/system-contracts',
      {
        config: { access },
        schema: {
          operationId: 'systemContractList',
          summary:
            'The contracts that come with the chain: their addresses are those of every network',
          response: { 200: SystemContractList },
        },
      },
      async () => ({
        items: names.map((name) => ({
          name,
          words: systemNames[name],
          address: getAddress(systemAddresses[name]),
        })),
      }),
    )

    app.get(
      '/system-contracts/:name/interface',
      {
        config: { access },
        schema: {
          operationId: 'systemContractInterface',
          summary: 'The interface of a contract of the chain, as JSON (Ethereum contract ABI)',
          params: SystemContractParams,
          response: { 200: ContractInterface },
        },
      },
      async ({ params }) => [...interfaces[params.name]] as never,
    )
  }
}
