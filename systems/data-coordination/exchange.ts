import type { Purpose } from '#kernel/access'
import type { Room } from '#kernel/system'
import { openCatalogue } from './catalogue.ts'
import { openChanges } from './changes.ts'
import { openComposites } from './composites.ts'
import { openConsents } from './consents.ts'
import type { ExchangeNeeds } from './exchange-needs.ts'
import { openGateways } from './gateways.ts'
import { openGrants } from './grants.ts'
import { compositeRoutes } from './http/composites.ts'
import { configurationRoutes } from './http/configuration.ts'
import { consentRoutes } from './http/consents.ts'
import { gatewayCallRoutes } from './http/gateway-calls.ts'
import { gatewayReportRoutes } from './http/gateway-reports.ts'
import { gatewayRoutes } from './http/gateways.ts'
import { grantRoutes } from './http/grants.ts'
import { measureRoutes } from './http/measures.ts'
import { memberRoutes } from './http/members.ts'
import { serviceRoutes } from './http/services.ts'
import { sharingRoutes } from './http/sharing.ts'
import { tryRoutes } from './http/tries.ts'
import { certifyGateway } from './jobs/certify-gateway.ts'
import { publishConfiguration, reissueConfiguration } from './jobs/publish-configuration.ts'
import { remindGrants } from './jobs/remind-grants.ts'
import { sweepNonces } from './jobs/sweep-nonces.ts'
import { sweepReports } from './jobs/sweep-reports.ts'
import { openMembers } from './members.ts'
import type { Needs } from './needs.ts'
import { openPublishing } from './publishing.ts'
import { openReporting } from './reporting.ts'
import { followRevocations } from './revocations.ts'
import { openTrying } from './trying.ts'

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
  'data-coordination.consent': {
    words: {
      vi: 'Đồng ý hoặc rút lại sự đồng ý chia sẻ dữ liệu của mình',
      en: 'Consent to the sharing of my data, and taking it back',
    },
    basis: 'Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15',
  },
}

/**
 * @param tryGateway Where the gateway through which services are tried takes calls.
 * @param askedAnyway What people were asked for since an instant though an agency holds it.
 */
export function openExchange(
  given: Omit<Needs, 'changes'>,
  tryGateway: () => string | undefined,
  askedAnyway: ExchangeNeeds['askedAnyway'],
): Exchange {
  const base: Needs = { ...given, changes: openChanges(given.kernel) }
  const members = openMembers(base)
  const publishing = openPublishing(base)
  const needs: ExchangeNeeds = {
    ...base,
    askedAnyway,
    members,
    catalogue: openCatalogue({ ...base, members }),
    composites: openComposites({ ...base, members }),
    gateways: openGateways({ ...base, members }),
    grants: openGrants({ ...base, members }),
    consents: openConsents({ ...base, members, publishing }),
    publishing,
    reporting: openReporting(base),
    trying: openTrying(given.kernel, tryGateway),
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
        gatewayReportRoutes,
        serviceRoutes,
        compositeRoutes,
        grantRoutes,
        consentRoutes,
        measureRoutes,
        sharingRoutes,
        tryRoutes,
      ]
      for (const routes of all) await app.register(routes(needs))
    },
    jobs: {
      'publish-configuration': publishConfiguration(needs.publishing),
      'reissue-configuration': reissueConfiguration(needs.publishing),
      'certify-gateway': certifyGateway(needs),
      'sweep-nonces': sweepNonces(needs),
      'sweep-reports': sweepReports(needs),
      'remind-grants': remindGrants(needs),
    },
    async start() {
      await needs.reporting.learnPurposes()
      await needs.publishing.reissue()
      await needs.publishing.publish()
    },
  }
}
