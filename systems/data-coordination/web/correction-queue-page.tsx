import { SimpleGrid } from '@mantine/core'
import { useAnswer } from '#portal/ask.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { CorrectionView } from '../contract-linking.ts'
import { api } from './addresses.ts'
import { CorrectionCard } from './correction-card.tsx'
import { WorkshopLinks } from './workshop-links.tsx'

/** What people say is wrong in the registers of the agencies that one acts for. */
export default function CorrectionQueuePage() {
  const say = useSay()
  const queue = useAnswer<{ items: CorrectionView[] }>(`${api}/corrections/queue?limit=100`)
  return (
    <Page
      title={say({ vi: 'Yêu cầu đính chính', en: 'Corrections to answer' })}
      lead={say({
        vi: 'Người dân và cán bộ báo dữ liệu sai; chủ dữ liệu trả lời trong thời hạn.',
        en: 'People and officials say that data is wrong; its owner answers in time.',
      })}
    >
      <WorkshopLinks />
      <Answered of={queue}>
        {({ items }) =>
          items.length === 0 ? (
            <div className={cardClass}>
              <Empty
                icon="pen"
                title={{ vi: 'Không có yêu cầu nào', en: 'Nothing to answer' }}
                text={{
                  vi: 'Yêu cầu đính chính mới sẽ hiện ở đây, gấp nhất trước.',
                  en: 'New corrections appear here, the most urgent first.',
                }}
              />
            </div>
          ) : (
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
              {items.map((it) => (
                <CorrectionCard key={it.id} of={it} />
              ))}
            </SimpleGrid>
          )
        }
      </Answered>
    </Page>
  )
}
