import { Badge, Stack, Text } from '@mantine/core'
import { useAct } from '#portal/act.ts'
import { ask, Refused, useAnswer } from '#portal/ask.ts'
import { FileDrop } from '#portal/file-drop.tsx'
import { moment } from '#portal/format.ts'
import { Facts, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { SourceView } from '../contract-sources.ts'
import { api } from './addresses.ts'
import classes from './chain.module.css'

/** The verified source of a contract; while there is none, the place to hand it in. */
export function ContractSource({ address }: { address: string }) {
  const path = `${api}/contracts/${address}/source`
  const source = useAnswer<SourceView>(path)
  const isAbsent = source.error instanceof Refused && source.error.problem.status === 404
  if (isAbsent) return <SourceDrop path={path} />
  return <Answered of={source}>{(it) => <Source of={it} />}</Answered>
}

function Source({ of: it }: { of: SourceView }) {
  const say = useSay()
  return (
    <Section
      title={say({ vi: 'Mã nguồn đã xác minh', en: 'Verified source' })}
      lead={say({
        vi: 'Trung tâm đã biên dịch lại mã nguồn này và được đúng mã chương trình trên chuỗi.',
        en: 'The center compiled this source and got the very code that stands on the chain.',
      })}
      aside={
        <Badge color="jade" variant="light" tt="none">
          {it.match === 'exact'
            ? say({ vi: 'Khớp hoàn toàn', en: 'Exact match' })
            : say({ vi: 'Khớp mã, khác siêu dữ liệu', en: 'Same code, other metadata' })}
        </Badge>
      }
    >
      <Facts
        of={[
          [say({ vi: 'Hợp đồng', en: 'Contract' }), it.contract],
          [say({ vi: 'Trình biên dịch', en: 'Compiler' }), it.compiler],
          [say({ vi: 'Xác minh lúc', en: 'Verified at' }), moment(it.verifiedAt)],
        ]}
      />
      <Stack gap="xs" mt="sm">
        {it.files.map(({ name, content }) => (
          <details key={name}>
            <summary className={classes.code}>{name}</summary>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls */}
            <pre className={`${classes.code} ${classes.source}`} tabIndex={0}>
              {content}
            </pre>
          </details>
        ))}
      </Stack>
    </Section>
  )
}

function SourceDrop({ path }: { path: string }) {
  const say = useSay()
  const verify = useAct<File>(
    async (file) => ask('POST', path, { standardJson: await file.text() }),
    [path],
  )
  return (
    <Stack gap="sm">
      <FileDrop
        title={say({ vi: 'Xác minh mã nguồn', en: 'Verify the source' })}
        lead={say({
          vi: 'Chưa ai gửi mã nguồn của hợp đồng này. Hãy gửi tệp Standard JSON của Solidity; trung tâm biên dịch và so với mã trên chuỗi.',
          en: 'Nobody has handed in the source of this contract. Hand in Solidity’s Standard JSON; the center compiles it and compares.',
        })}
        choose={say({ vi: 'Chọn tệp JSON', en: 'Choose the JSON file' })}
        accept=".json,application/json"
        busy={verify.isPending}
        onFile={(file) => verify.mutate(file)}
      />
      <div aria-live="polite">
        {verify.isPending && (
          <Text size="sm" c="dimmed">
            {say({ vi: 'Đang biên dịch, mất vài giây…', en: 'Compiling; it takes seconds…' })}
          </Text>
        )}
        {verify.error && <Failed error={verify.error} />}
      </div>
    </Stack>
  )
}
