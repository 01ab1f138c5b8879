import { Stack } from '@mantine/core'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import type { ServiceView } from '../contract-catalogue.ts'
import { api, to } from './addresses.ts'
import { ContractDrop } from './contract-drop.tsx'
import type { ReadContract } from './contract-reading.ts'
import { PublishForm } from './publish-form.tsx'

/** A new version of a service: another contract, with all else as it stands. */
export default function RenewPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const [, go] = useLocation()
  const service = useAnswer<ServiceView>(`${api}/services/${id}`)
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  const [contract, setContract] = useState<ReadContract | null>(null)
  return (
    <Page
      title={say({ vi: 'Công bố phiên bản mới', en: 'Publish a new version' })}
      lead={service.data ? `${say(service.data.title)} · ${service.data.version}` : ''}
      back={{
        to: to.service(id),
        words: service.data?.title ?? { vi: 'Dịch vụ dữ liệu', en: 'Data service' },
      }}
    >
      <Answered of={service}>
        {(known) => (
          <Answered of={members}>
            {({ items }) => (
              <Stack gap="md">
                <ContractDrop contract={contract} onRead={setContract} />
                {contract && (
                  <PublishForm
                    key={contract.text}
                    contract={contract}
                    service={known}
                    systems={items.flatMap((it) =>
                      it.subsystems.map((of) => ({ ...of, member: it.name })),
                    )}
                    onPublished={() => go(to.service(id))}
                  />
                )}
              </Stack>
            )}
          </Answered>
        )}
      </Answered>
    </Page>
  )
}
