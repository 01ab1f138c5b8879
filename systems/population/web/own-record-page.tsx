import { Group } from '@mantine/core'
import { useAnswer } from '#portal/ask.ts'
import { LinkButton } from '#portal/link-button.tsx'
import { Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { PersonView } from '../contract.ts'
import { PersonFacts } from './person-facts.tsx'

export default function OwnRecordPage() {
  const say = useSay()
  const record = useAnswer<PersonView>('/api/population/v1/people/me')
  return (
    <Page
      title={say({ vi: 'Dữ liệu của tôi', en: 'My data' })}
      lead={say({
        vi: 'Những gì Cơ sở dữ liệu quốc gia về dân cư ghi nhận về bạn. Cơ quan nhà nước không được hỏi lại các thông tin này.',
        en: 'What the national population database holds about you. No agency may ask you for it again.',
      })}
      aside={
        <Group>
          <LinkButton
            to={paths.accesses}
            icon="eye"
            words={{ vi: 'Ai đã xem dữ liệu', en: 'Who used my data' }}
          />
          <LinkButton
            to={paths.dataConsents}
            icon="check"
            words={{ vi: 'Sự đồng ý của tôi', en: 'What I agreed to' }}
          />
          <LinkButton
            to={paths.corrections}
            icon="pen"
            words={{ vi: 'Yêu cầu sửa dữ liệu', en: 'Have data corrected' }}
          />
        </Group>
      }
    >
      <Answered of={record} lines={8}>
        {(person) => <PersonFacts person={person} />}
      </Answered>
    </Page>
  )
}
