import { Alert, Button, Stack, Text } from '@mantine/core'
import { Link, useParams } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { Icon } from '#portal/icons.tsx'
import { Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered } from '#portal/states.tsx'
import type { CheckView } from '../contract.ts'
import { DocumentFacts } from './check-result.tsx'

export default function CheckCodePage() {
  const { code } = useParams<{ code: string }>()
  const say = useSay()
  const found = useAnswer<CheckView>(`/api/documents/v1/checks/${code}`)
  return (
    <Page
      narrow
      title={say({ vi: 'Kết quả kiểm tra', en: 'Result of the check' })}
      back={{ to: paths.check, words: { vi: 'Kiểm tra giấy tờ', en: 'Check a document' } }}
    >
      <Answered of={found}>
        {(it) => (
          <Stack gap="md">
            <Alert
              color={it.state === 'valid' ? 'jade' : 'lacquer'}
              icon={<Icon name={it.state === 'valid' ? 'shield' : 'warning'} size={26} />}
              title={
                it.state === 'valid'
                  ? say({
                      vi: 'Mã này thuộc một giấy tờ thật, còn hiệu lực',
                      en: 'This code belongs to a genuine, valid document',
                    })
                  : say({
                      vi: 'Giấy tờ này không còn hiệu lực',
                      en: 'This document is no longer valid',
                    })
              }
            >
              <Text>
                {say({
                  vi: 'So họ tên và số (đã che bớt) dưới đây với giấy trước mặt bạn. Nếu khác, mã đã bị tráo.',
                  en: 'Compare the masked name and number with the paper before you. If they differ, the code was swapped.',
                })}
              </Text>
            </Alert>
            <DocumentFacts it={it} />
            <Text size="sm" c="dimmed">
              {say({
                vi: 'Mã QR chỉ cho biết giấy có tồn tại và còn hiệu lực. Để chắc chắn nội dung không bị sửa, hãy kiểm tra tệp PDF.',
                en: 'A QR code only tells that the document exists and stands. To be sure of its contents, check the PDF.',
              })}
            </Text>
            <Button component={Link} href={paths.check} variant="default">
              {say({ vi: 'Kiểm tra tệp PDF', en: 'Check the PDF' })}
            </Button>
          </Stack>
        )}
      </Answered>
    </Page>
  )
}
