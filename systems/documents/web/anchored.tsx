import { Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAnswer } from '#portal/ask.ts'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'

/** What is shown of a proof; a check reads all of it. */
type Proof = { readonly block: { readonly header: { readonly time: string } } }

/** Since when the chain proves that the PDF exists as it is, and where anybody checks that. */
export function Anchored({ id }: { id: string }) {
  const say = useSay()
  const path = `/api/documents/v1/documents/${id}/proof`
  const proof = useAnswer<Proof>(path)
  if (proof.isPending) return null
  return (
    <Group component="section" className={cardClass} gap="xs" wrap="nowrap" align="flex-start">
      <span style={{ color: 'var(--gold)' }}>
        <Icon name="chain" />
      </span>
      <div>
        <Text size="sm">
          {proof.data
            ? say({
                vi: `Đã neo trên chuỗi khối quốc gia lúc ${moment(proof.data.block.header.time)}: ai có tệp PDF cũng tự kiểm tra được.`,
                en: `Anchored on the national blockchain at ${moment(proof.data.block.header.time)}: whoever has the PDF can check it.`,
              })
            : say({
                vi: 'Đang chờ neo lên chuỗi khối quốc gia; bằng chứng thường có sau vài giây.',
                en: 'Waits to be anchored on the national blockchain; the proof usually takes seconds.',
              })}
        </Text>
        {proof.data && (
          <Group gap="md" mt={4}>
            <Link href={paths.anchoredFile}>
              {say({ vi: 'Kiểm tra tệp PDF', en: 'Check the PDF' })}
            </Link>
            <a href={path} download>
              {say({ vi: 'Tải bằng chứng', en: 'Save the proof' })}
            </a>
          </Group>
        )}
      </div>
    </Group>
  )
}
