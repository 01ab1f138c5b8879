import { Stack } from '@mantine/core'
import { Page } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { ChainLinks } from './chain-links.tsx'
import { FileSearch } from './file-search.tsx'
import { OfflineCheck } from './offline-check.tsx'

/** Where anyone sees whether and when a file was anchored; nothing of it leaves the browser. */
export default function CheckPage() {
  const say = useSay()
  return (
    <Page
      title={say({ vi: 'Tệp này đã được neo giữ chưa?', en: 'Was this file anchored?' })}
      lead={say({
        vi: 'Tệp không rời khỏi máy của bạn: trình duyệt tính mã băm, và tự kiểm tra bằng chứng.',
        en: 'The file does not leave your machine: the browser makes its digest, and checks the proof itself.',
      })}
    >
      <ChainLinks />
      <Stack gap="md">
        <FileSearch />
        <OfflineCheck />
      </Stack>
    </Page>
  )
}
