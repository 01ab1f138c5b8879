import { Button } from '@mantine/core'
import { Link } from 'wouter'
import { Page } from './page.tsx'
import { paths } from './paths.ts'
import { useSay } from './say.tsx'
import { Empty } from './states.tsx'

export default function MissingPage() {
  const say = useSay()
  return (
    <Page title={say({ vi: 'Không có trang này', en: 'There is no such page' })}>
      <Empty
        icon="search"
        title={{ vi: 'Địa chỉ này không dẫn đến đâu', en: 'This address leads nowhere' }}
        text={{
          vi: 'Có thể địa chỉ bị gõ sai, hoặc trang đã được chuyển đi.',
          en: 'It may have been mistyped, or the page has moved.',
        }}
        action={
          <Button component={Link} href={paths.start}>
            {say({ vi: 'Về trang chủ', en: 'To the start page' })}
          </Button>
        }
      />
    </Page>
  )
}
