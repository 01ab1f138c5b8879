import { Alert } from '@mantine/core'
import { useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { demonstration } from '#portal/session.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { MemberView } from '../contract.ts'
import type { VoiceView } from '../contract-votes.ts'
import { api, to } from './addresses.ts'
import { ProposeForm } from './propose-form.tsx'

/** Where an official puts a change of the network to the vote. */
export default function ProposePage() {
  const say = useSay()
  const voices = useAnswer<{ items: VoiceView[] }>(`${api}/voices`)
  const members = useAnswer<{ items: MemberView[] }>(`${api}/members`)
  return (
    <Page
      narrow
      back={{ to: to.members, words: { vi: 'Thành viên và biểu quyết', en: 'Members and votes' } }}
      title={say({ vi: 'Đưa ra biểu quyết', en: 'Put to the vote' })}
    >
      <Answered of={voices}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon="key"
              title={{ vi: 'Khóa ở nơi khác', en: 'The key is elsewhere' }}
              text={{
                vi: 'Trung tâm không giữ khóa của cơ quan bạn. Hãy đề nghị và bỏ phiếu bằng ví của thành viên.',
                en: 'The center does not keep your agency’s key. Propose and vote with the member’s wallet.',
              }}
            />
          ) : (
            <>
              <Alert color="gold" variant="light" mb="md" icon={<Icon name="information" />}>
                {say(
                  demonstration
                    ? {
                        vi: 'Bản trình diễn: trung tâm giữ khóa của các thành viên giả lập nên bạn bỏ phiếu được tại đây. Khi vận hành thật, mỗi thành viên biểu quyết bằng ví của mình.',
                        en: 'Demonstration: the center keeps the keys of the invented members, so you can vote here. In production each member votes with a wallet of its own.',
                      }
                    : {
                        vi: 'Bạn biểu quyết thay cho thành viên mà trung tâm giữ khóa. Các thành viên khác dùng ví của mình.',
                        en: 'You vote for the member whose key the center keeps. Other members use their wallets.',
                      },
                )}
              </Alert>
              <Answered of={members}>
                {(all) => <ProposeForm voices={items} members={all.items} />}
              </Answered>
            </>
          )
        }
      </Answered>
    </Page>
  )
}
