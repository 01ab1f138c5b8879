import { Badge, Button, Group, SimpleGrid, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { day, moment } from '#portal/format.ts'
import { Mark } from '#portal/icons.tsx'
import { LinkButton } from '#portal/link-button.tsx'
import { Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { DocumentView } from '../contract.ts'
import classes from './documents.module.css'
import { standingColors, standingWords } from './words.ts'

export default function DocumentsPage() {
  const say = useSay()
  const documents = useAnswer<{ items: DocumentView[] }>('/api/documents/v1/documents')
  return (
    <Page
      title={say({ vi: 'Giấy tờ của tôi', en: 'My documents' })}
      lead={say({
        vi: 'Mỗi giấy tờ điện tử ở đây có giá trị như bản giấy; ai cũng kiểm tra được.',
        en: 'Each document here counts as much as paper, and anyone can check it.',
      })}
      aside={
        <LinkButton
          to={paths.verifier}
          icon="scan"
          words={{ vi: 'Kiểm tra giấy của người khác', en: 'Ask to see one' }}
        />
      }
    >
      <Answered of={documents}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon="wallet"
              title={{ vi: 'Chưa có giấy tờ nào', en: 'No documents yet' }}
              text={{
                vi: 'Khi hồ sơ của bạn được giải quyết, giấy tờ đã ký số sẽ nằm ở đây.',
                en: 'When a case of yours is decided, the signed document will be here.',
              }}
              action={
                <Button component={Link} href={paths.services}>
                  {say({ vi: 'Xem dịch vụ công', en: 'See the services' })}
                </Button>
              }
            />
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {items.map((it) => (
                <DocumentCard key={it.id} it={it} />
              ))}
            </SimpleGrid>
          )
        }
      </Answered>
    </Page>
  )
}

function DocumentCard({ it }: { it: DocumentView }) {
  const say = useSay()
  return (
    <Link
      href={paths.document(it.id)}
      className={`${classes.card} ${it.state === 'valid' ? '' : classes.ended}`}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div style={{ minWidth: 0 }}>
          <Text size="xs" className={classes.agency}>
            {it.agency}
          </Text>
          <Text fw={600} fz={19} lh={1.25} mt={4}>
            {say(it.title)}
          </Text>
        </div>
        <Mark size={34} />
      </Group>
      <Text mt="lg" fw={600}>
        {it.holder}
        {!it.mine && (
          <Text span size="sm" fw={400}>
            {' '}
            · {say({ vi: 'bạn giữ hộ', en: 'kept by you' })}
          </Text>
        )}
      </Text>
      <Group justify="space-between" mt={4}>
        <Text size="sm" className={classes.agency}>
          {it.number} · {moment(it.issuedAt).slice(6)}
          {it.validUntil && ` – ${day(it.validUntil)}`}
        </Text>
        <Badge color={`${standingColors[it.state]}.8`} variant="filled" tt="none">
          {say(standingWords[it.state])}
        </Badge>
      </Group>
    </Link>
  )
}
