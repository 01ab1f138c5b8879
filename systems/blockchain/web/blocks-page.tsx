import { LongList } from '#portal/long-list.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Empty } from '#portal/states.tsx'
import type { BlockLine } from '../contract.ts'
import { BlockRow } from './block-row.tsx'
import { ChainLinks } from './chain-links.tsx'
import { ChainSearch } from './chain-search.tsx'

/** All blocks, newest first. */
export default function BlocksPage() {
  const say = useSay()
  return (
    <Page title={say({ vi: 'Các khối', en: 'Blocks' })}>
      <ChainLinks />
      <ChainSearch />
      <div className={cardClass} style={{ marginTop: 16 }}>
        <LongList<BlockLine>
          path="/api/blockchain/v1/blocks"
          cursor="before"
          keyOf={(it) => String(it.number)}
          empty={
            <Empty
              icon="list"
              title={{ vi: 'Chưa có khối nào', en: 'No blocks yet' }}
              text={{
                vi: 'Khối đầu tiên xuất hiện khi nút của chuỗi khởi động xong.',
                en: 'The first one appears when the node has started.',
              }}
            />
          }
        >
          {(it) => <BlockRow of={it} />}
        </LongList>
      </div>
    </Page>
  )
}
