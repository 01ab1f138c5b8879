import { Stack } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import { api, to } from './addresses.ts'
import { ContractDrop } from './contract-drop.tsx'
import type { ReadContract } from './contract-reading.ts'
import { PublishForm } from './publish-form.tsx'

/** From an OpenAPI document to a service in the catalogue, on one page. */
export default function PublishPage() {
  const say = useSay()
  const [, go] = useLocation()
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  const [contract, setContract] = useState<ReadContract | null>(null)
  return (
    <Page
      title={say({ vi: 'Công bố dịch vụ dữ liệu', en: 'Publish a data service' })}
      lead={say({
        vi: 'Đưa tài liệu OpenAPI vào; phần lớn mục bên dưới được điền sẵn, bạn chỉ kiểm tra và bổ sung.',
        en: 'Give your OpenAPI document. Most of what follows is filled in; check it, and add the rest.',
      })}
      back={{ to: to.catalogue, words: { vi: 'Danh mục dịch vụ', en: 'Catalogue' } }}
    >
      <Answered of={members}>
        {({ items }) => {
          const systems = items
            .filter((it) => it.mine)
            .flatMap((it) => it.subsystems.map((of) => ({ ...of, member: it.name })))
          return systems.length === 0 ? (
            <div className={cardClass}>
              <Empty
                icon="gate"
                title={{ vi: 'Chưa có hệ thống để công bố', en: 'No system to publish for' }}
                text={{
                  vi: 'Đăng ký hệ thống thông tin của cơ quan trước, ở mục Thành viên và cổng kết nối.',
                  en: 'Register an information system of your agency first, under Members and gateways.',
                }}
              />
            </div>
          ) : (
            <Stack gap="md">
              <ContractDrop contract={contract} onRead={setContract} />
              {contract && (
                <PublishForm
                  key={contract.text}
                  contract={contract}
                  systems={systems}
                  onPublished={(id) => go(to.service(id))}
                />
              )}
            </Stack>
          )
        }}
      </Answered>
    </Page>
  )
}
