import { Alert, Badge, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { Link, useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Facts, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { QrCode } from '#portal/qr.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { DocumentView } from '../contract.ts'
import { Anchored } from './anchored.tsx'
import { standingColors, standingWords, validityFact } from './words.ts'

export default function DocumentPage() {
  const { id } = useParams<{ id: string }>()
  const say = useSay()
  const document = useAnswer<DocumentView>(`/api/documents/v1/documents/${id}`)
  return (
    <Page
      title={document.data ? say(document.data.title) : say({ vi: 'Giấy tờ', en: 'Document' })}
      {...(document.data && { lead: document.data.agency })}
      back={{ to: paths.documents, words: { vi: 'Giấy tờ của tôi', en: 'My documents' } }}
    >
      <Answered of={document} lines={6}>
        {(it) => <Document it={it} />}
      </Answered>
    </Page>
  )
}

function Document({ it }: { it: DocumentView }) {
  const say = useSay()
  return (
    <Stack gap="md">
      <Group>
        <Badge size="lg" color={standingColors[it.state]} variant="light" tt="none">
          {say(standingWords[it.state])}
        </Badge>
        <Button
          component="a"
          href={`/api/documents/v1/documents/${it.id}/pdf`}
          download
          variant="default"
          size="sm"
          leftSection={<Icon name="download" />}
        >
          {say({ vi: 'Tải PDF đã ký', en: 'Signed PDF' })}
        </Button>
        {it.state === 'valid' && (
          <Button
            component={Link}
            href={paths.hold(it.id)}
            size="sm"
            leftSection={<Icon name="wallet" />}
          >
            {say({ vi: 'Đưa vào ví', en: 'Put into a wallet' })}
          </Button>
        )}
      </Group>
      {it.state === 'revoked' && (
        <Alert color="lacquer" icon={<Icon name="warning" />} title={say(standingWords.revoked)}>
          {it.revocation && say(it.revocation)} {it.revokedAt && `· ${moment(it.revokedAt)}`}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <section className={cardClass}>
          <Facts
            of={[
              ...it.lines.map((line) => [say(line.words), say(line.value)] as const),
              [say({ vi: 'Số', en: 'Number' }), it.number],
              [say({ vi: 'Người ký', en: 'Signed by' }), it.signer],
              [say({ vi: 'Ngày cấp', en: 'Issued' }), moment(it.issuedAt)],
              validityFact(it, say),
            ]}
          />
        </section>
        <section className={cardClass}>
          <Stack align="center" ta="center">
            <h2 style={{ fontSize: '1.125rem', margin: 0 }}>
              {say({ vi: 'Cho người khác kiểm tra', en: 'Let others check it' })}
            </h2>
            <QrCode
              text={it.checkUrl}
              label={say({ vi: 'Mã QR dẫn đến trang kiểm tra', en: 'QR code of the check page' })}
            />
            <Text size="sm" c="dimmed">
              {say({
                vi: 'Ai quét mã này sẽ thấy giấy còn hiệu lực hay không, với họ tên và số được che bớt.',
                en: 'Whoever scans it sees whether the document stands, with name and number masked.',
              })}
            </Text>
          </Stack>
        </section>
      </SimpleGrid>
      <Anchored id={it.id} />
    </Stack>
  )
}
