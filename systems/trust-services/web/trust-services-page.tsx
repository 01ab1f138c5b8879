import { Stack } from '@mantine/core'
import { Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Certificates } from './certificates.tsx'
import { Hierarchy, Units } from './hierarchy.tsx'

/** Where an operator sees whether signatures can be made and checked, and ends a certificate. */
export default function TrustServicesPage() {
  const say = useSay()
  return (
    <Page
      back={{ to: paths.operations, words: { vi: 'Vận hành', en: 'Operations' } }}
      title={say({ vi: 'Chữ ký số và dấu thời gian', en: 'Signatures and time-stamps' })}
      lead={say({
        vi: 'Cơ quan chứng thực của trung tâm, danh sách thu hồi và mọi chứng thư đã cấp.',
        en: 'The authorities of this center, their lists, and every certificate issued.',
      })}
    >
      <Stack gap="md">
        <Hierarchy />
        <Units />
        <Certificates />
      </Stack>
    </Page>
  )
}
