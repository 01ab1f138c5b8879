import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { CaseView, ConsentView } from '../contract.ts'
import { daysLeftWords, stateColors } from './words.ts'

export default function CasesPage() {
  const say = useSay()
  const cases = useAnswer<{ items: CaseView[] }>('/api/public-services/v1/cases', {
    everyMs: 15_000,
  })
  const consents = useAnswer<{ items: ConsentView[] }>('/api/public-services/v1/consents')
  return (
    <Page title={say({ vi: 'Hồ sơ của tôi', en: 'My cases' })}>
      <Stack gap="md">
        {consents.data?.items.map((it) => (
          <Alert key={it.caseId} color="gold" icon={<Icon name="pen" />} title={say(it.title)}>
            <Group justify="space-between">
              <Text>
                {it.applicant}{' '}
                {it.role === 'father'
                  ? say({
                      vi: 'ghi bạn là cha của trẻ và mời bạn xác nhận.',
                      en: 'names you as the father and asks you to confirm.',
                    })
                  : say({
                      vi: 'ghi bạn là mẹ của trẻ và mời bạn xác nhận.',
                      en: 'names you as the mother and asks you to confirm.',
                    })}
              </Text>
              <Button component={Link} href={`/public-services/consents/${it.caseId}`} size="sm">
                {say({ vi: 'Xem và xác nhận', en: 'Look and confirm' })}
              </Button>
            </Group>
          </Alert>
        ))}
        <Answered of={cases}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon="folder"
                title={{ vi: 'Bạn chưa có hồ sơ nào', en: 'You have no cases yet' }}
                text={{
                  vi: 'Hồ sơ bạn bắt đầu sẽ nằm ở đây và được lưu tự động.',
                  en: 'Cases that you begin will be here, saved as you go.',
                }}
                action={
                  <Button component={Link} href={paths.services}>
                    {say({ vi: 'Xem dịch vụ công', en: 'See the services' })}
                  </Button>
                }
              />
            ) : (
              <Stack gap="sm">
                {items.map((it) => (
                  <CaseCard key={it.id} it={it} />
                ))}
              </Stack>
            )
          }
        </Answered>
      </Stack>
    </Page>
  )
}

function CaseCard({ it }: { it: CaseView }) {
  const say = useSay()
  return (
    <Link href={paths.case(it.id)} className={cardClass}>
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{say(it.title)}</Text>
        <Badge color={stateColors[it.state]} variant="light" tt="none">
          {say(it.stateWords)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {it.dossierNumber ?? say({ vi: 'Chưa nộp', en: 'Not submitted' })} · {moment(it.changedAt)}
        {it.workingDaysLeft !== null && ` · ${say(daysLeftWords(it.workingDaysLeft))}`}
      </Text>
    </Link>
  )
}
