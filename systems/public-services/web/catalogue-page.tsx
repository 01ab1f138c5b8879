import { Badge, Group, SimpleGrid, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { Icon, type IconName } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { ProcedureView } from '../contract.ts'
import { duration } from './words.ts'

const icons: Record<string, IconName> = {
  'residence-confirmation': 'house',
  'birth-registration': 'child',
}

export default function CataloguePage() {
  const say = useSay()
  const catalogue = useAnswer<{ items: ProcedureView[] }>('/api/public-services/v1/catalogue')
  return (
    <Page
      title={say({ vi: 'Dịch vụ công', en: 'Public services' })}
      lead={say({
        vi: 'Những gì nhà nước đã biết thì không hỏi lại. Bạn chỉ trả lời phần còn thiếu.',
        en: 'What the state knows is not asked again. You only answer what is missing.',
      })}
    >
      <Answered of={catalogue}>
        {({ items }) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            {items.map((it) => (
              <ServiceCard key={it.code} service={it} />
            ))}
          </SimpleGrid>
        )}
      </Answered>
    </Page>
  )
}

function ServiceCard({ service }: { service: ProcedureView }) {
  const say = useSay()
  const { paper, digital } = service.cost
  return (
    <Link href={paths.service(service.code)} className={cardClass}>
      <Group wrap="nowrap" align="flex-start">
        <span style={{ color: 'var(--gold)' }}>
          <Icon name={icons[service.code] ?? 'services'} size={34} />
        </span>
        <div>
          <h2 style={{ margin: '0 0 4px', fontSize: '1.1875rem' }}>{say(service.title)}</h2>
          <Text c="dimmed" size="sm">
            {say(service.summary)}
          </Text>
          <Group gap={6} mt="sm">
            <Badge variant="light" color="jade" tt="none" fw={400}>
              {say({ vi: 'Trên giấy', en: 'On paper' })}{' '}
              {[paper, digital].map((it) => duration(it.hours, say.language)).join(' → ')}
            </Badge>
            <Badge variant="light" color="gray" tt="none" fw={400}>
              {service.workingDays} {say({ vi: 'ngày làm việc', en: 'working day' })}
            </Badge>
            <Badge variant="light" color="gray" tt="none" fw={400}>
              {say(service.fee)}
            </Badge>
          </Group>
        </div>
      </Group>
    </Link>
  )
}
