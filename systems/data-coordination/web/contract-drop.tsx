import { Alert, Badge, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { type ReadContract, readContractText } from './contract-reading.ts'
import classes from './exchange.module.css'

const mostBytes = 512 * 1024

/** Takes the contract of a service, as a file or pasted, and says at once what was found in it. */
export function ContractDrop(props: {
  contract: ReadContract | null
  onRead: (contract: ReadContract | null) => void
}) {
  const say = useSay()
  const { contract, onRead } = props
  const [text, setText] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  async function read(given: string): Promise<void> {
    setText(given)
    setFault(null)
    onRead(null)
    if (given.trim() === '') return
    try {
      const found = await readContractText(given)
      if (found.outline.usable) onRead(found)
      else {
        setFault(
          say({
            vi: 'Cần OpenAPI 3.0 hoặc 3.1 có ít nhất một thao tác trong "paths".',
            en: 'It must be OpenAPI 3.0 or 3.1 with at least one operation under "paths".',
          }),
        )
      }
    } catch (error) {
      setFault(
        `${say({ vi: 'Không đọc được YAML hay JSON', en: 'This is no YAML or JSON' })}: ${(error as Error).message.slice(0, 200)}`,
      )
    }
  }
  async function take(file: File | undefined): Promise<void> {
    if (!file) return
    if (file.size > mostBytes) {
      setFault(say({ vi: 'Tệp lớn hơn 512 kB.', en: 'The file is larger than 512 kB.' }))
    } else await read(await file.text())
  }
  return (
    <Section title={say({ vi: '1. Tài liệu OpenAPI', en: '1. OpenAPI document' })}>
      <Stack gap="sm">
        {contract ? (
          <Found contract={contract} onOther={() => void read('')} />
        ) : (
          <>
            <input
              type="file"
              accept=".yaml,.yml,.json"
              aria-label={say({ vi: 'Chọn tệp OpenAPI', en: 'Choose an OpenAPI file' })}
              onChange={(event) => void take(event.currentTarget.files?.[0])}
            />
            <Textarea
              label={say({ vi: 'Hoặc dán nội dung', en: 'Or paste it' })}
              placeholder={'openapi: 3.1.0\ninfo:\n  title: …'}
              minRows={5}
              maxRows={12}
              autosize
              maxLength={mostBytes}
              styles={{ input: { fontFamily: 'monospace', fontSize: 13 } }}
              value={text}
              onChange={(event) => void read(event.currentTarget.value)}
            />
          </>
        )}
        {fault && (
          <Alert color="lacquer" variant="light" role="alert" icon={<Icon name="warning" />}>
            {fault}
          </Alert>
        )}
      </Stack>
    </Section>
  )
}

function Found({ contract, onOther }: { contract: ReadContract; onOther: () => void }) {
  const say = useSay()
  const { outline } = contract
  const { endpoints } = outline
  return (
    <div role="status">
      <Group gap="xs" mb="xs">
        <span style={{ color: 'var(--mantine-color-jade-6)' }}>
          <Icon name="check" />
        </span>
        <Text fw={600}>{outline.title}</Text>
        <Text size="sm" c="dimmed">
          {say({
            vi: `${endpoints.length} thao tác, ${outline.fields.length} trường dữ liệu`,
            en: `${endpoints.length} operations, ${outline.fields.length} fields`,
          })}
        </Text>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onOther}>
          {say({ vi: 'Tài liệu khác', en: 'Another document' })}
        </Button>
      </Group>
      {endpoints.slice(0, 8).map(({ method, path }) => (
        <div key={method + path} className={classes.endpoint}>
          <Badge variant="light" color="gray" radius="sm">
            {method}
          </Badge>
          <code style={{ overflowWrap: 'anywhere' }}>{path}</code>
        </div>
      ))}
      {endpoints.length > 8 && (
        <Text size="sm" c="dimmed" mt={4}>
          {say({
            vi: `và ${endpoints.length - 8} thao tác khác`,
            en: `and ${endpoints.length - 8} more`,
          })}
        </Text>
      )}
    </div>
  )
}
