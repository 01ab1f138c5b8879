import type { Purpose } from '#kernel/access'
import type { Room } from '#kernel/system'
import { openCatalogue } from './catalogue.ts'
import { openChanges } from './changes.ts'
import type { ExchangeNeeds } from './exchange-needs.ts'
import { openGateways } from './gateways.ts'
import { openGrants } from './grants.ts'
import { configurationRoutes } from './http/configuration.ts'
import { gatewayCallRoutes } from './http/gateway-calls.ts'
import { gatewayRoutes } from './http/gateways.ts'
import { grantRoutes } from './http/grants.ts'
import { memberRoutes } from './http/members.ts'
import { serviceRoutes } from './http/services.ts'
import { certifyGateway } from './jobs/certify-gateway.ts'
import { publishConfiguration, reissueConfiguration } from './jobs/publish-configuration.ts'
import { remindGrants } from './jobs/remind-grants.ts'
import { sweepNonces } from './jobs/sweep-nonces.ts'
import { openMembers } from './members.ts'
import type { Needs } from './needs.ts'
import { openPublishing } from './publishing.ts'
import { followRevocations } from './revocations.ts'

/** The half that lets agencies ask each other. */
export type Exchange = Pick<Required<Room>, 'purposes' | 'routes' | 'jobs' | 'start'>

const purposes: Record<string, Purpose> = {
  'data-coordination.registry': {
    words: {
      vi: 'Quản lý thành viên, dịch vụ dữ liệu và quyền truy cập',
      en: 'Members, data services and access rights',
    },
    basis: 'Luật Dữ liệu 60/2024/QH15; Nghị định 47/2020/NĐ-CP',
  },
}

export function openExchange(given: Omit<Needs, 'changes'>): Exchange {
  const base: Needs = { ...given, changes: openChanges(given.kernel) }
  const members = openMembers(base)
  const needs: ExchangeNeeds = {
    ...base,
    members,
    catalogue: openCatalogue({ ...base, members }),
    gateways: openGateways({ ...base, members }),
    grants: openGrants({ ...base, members }),
    publishing: openPublishing(base),
  }
  followRevocations(needs)
  return {
    purposes,
    routes: async (app) => {
      const all = [
        memberRoutes,
        gatewayRoutes,
        configurationRoutes,
        gatewayCallRoutes,
        serviceRoutes,
        grantRoutes,
      ]
      for (const routes of all) await app.register(routes(needs))
    },
    jobs: {
      'publish-configuration': publishConfiguration(needs.publishing),
      'reissue-configuration': reissueConfiguration(needs.publishing),
      'certify-gateway': certifyGateway(needs),
      'sweep-nonces': sweepNonces(needs),
      'remind-grants': remindGrants(needs),
    },
    async start() {
      await needs.publishing.reissue()
      await needs.publishing.publish()
    },
  }
}
