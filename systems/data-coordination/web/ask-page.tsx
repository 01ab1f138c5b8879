import { Stack } from '@mantine/core'
import { useLocation, useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import type { ServiceView } from '../contract-catalogue.ts'
import { api, to } from './addresses.ts'
import { AskForm } from './ask-form.tsx'

/** A client's steward asks for access to a service. */
export default function AskPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const [, go] = useLocation()
  const service = useAnswer<ServiceView>(`${api}/services/${id}`)
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  return (
    <Page
      narrow
      title={say({ vi: 'Xin quyền sử dụng', en: 'Ask for access' })}
      lead={service.data ? `${say(service.data.title)} · ${say(service.data.owner.name)}` : ''}
      back={{
        to: to.service(id),
        words: service.data?.title ?? { vi: 'Dịch vụ dữ liệu', en: 'Data service' },
      }}
    >
      <Answered of={service} lines={4}>
        {(known) => (
          <Answered of={members} lines={4}>
            {({ items }) => {
              const clients = items
                .filter((it) => it.mine)
                .flatMap((it) => it.subsystems.map((of) => ({ ...of, member: it.name })))
              return clients.length === 0 ? (
                <div className={cardClass}>
                  <Empty
                    icon="gate"
                    title={{ vi: 'Chưa có hệ thống để xin quyền', en: 'No system to ask for' }}
                    text={{
                      vi: 'Cơ quan của bạn cần một hệ thống thông tin đã đăng ký trước khi xin quyền.',
                      en: 'Your agency registers an information system first, and then asks for it.',
                    }}
                  />
                </div>
              ) : (
                <Stack>
                  <AskForm
                    service={known}
                    clients={clients}
                    onAsked={(request) => go(to.request(request))}
                  />
                </Stack>
              )
            }}
          </Answered>
        )}
      </Answered>
    </Page>
  )
}
