import { Button, Group, Loader, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useAct } from '#portal/act.ts'
import { Refused } from '#portal/ask.ts'
import { keptLanguage } from '#portal/browser.ts'
import { FileDrop } from '#portal/file-drop.tsx'
import { Page, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Scanner } from '#portal/scanner.tsx'
import { Failed } from '#portal/states.tsx'
import type { FileCheckView } from '../contract.ts'
import { FileResult } from './check-result.tsx'

export default function CheckPage() {
  const say = useSay()
  return (
    <Page
      title={say({ vi: 'Kiểm tra giấy tờ', en: 'Check a document' })}
      lead={say({
        vi: 'Ai cũng dùng được, không cần đăng nhập. Tệp bạn tải lên chỉ dùng để kiểm tra và không được lưu.',
        en: 'For everyone, without logging in. A file that you upload is checked and not kept.',
      })}
    >
      <Checks />
    </Page>
  )
}

function Checks() {
  const say = useSay()
  const check = useAct<File, FileCheckView>(checkFile)
  const result = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (check.data || check.error) result.current?.scrollIntoView({ block: 'start' })
  }, [check.data, check.error])
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <FileDrop
          title={say({ vi: 'Bạn có tệp PDF', en: 'You have the PDF' })}
          lead={say({
            vi: 'Chọn hoặc kéo thả tệp vào đây. Đây là cách kiểm tra đầy đủ nhất.',
            en: 'Choose the file or drop it here. This is the complete check.',
          })}
          choose={say({ vi: 'Chọn tệp PDF', en: 'Choose a PDF' })}
          accept="application/pdf"
          busy={check.isPending}
          onFile={check.mutate}
        />
        <CodeScan />
      </SimpleGrid>
      <div aria-live="polite" ref={result}>
        {check.isPending && (
          <Group>
            <Loader size="sm" />
            <Text>{say({ vi: 'Đang kiểm tra chữ ký…', en: 'Checking the signature…' })}</Text>
          </Group>
        )}
        {check.error && <Failed error={check.error} />}
        {check.data && <FileResult result={check.data} />}
      </div>
    </Stack>
  )
}

/** The address in a QR code, scanned or pasted. */
function CodeScan() {
  const say = useSay()
  const [, go] = useLocation()
  const [code, setCode] = useState('')
  const [strange, setStrange] = useState(false)
  const read = useCallback(
    (text: string) => {
      const found = /(?:^|\/documents\/check\/)([A-Za-z0-9_-]{22})(?:$|[?#])/.exec(text)?.[1]
      setStrange(found === undefined)
      if (found !== undefined) go(`/documents/check/${found}`)
    },
    [go],
  )
  return (
    <Section title={say({ vi: 'Bạn thấy mã QR', en: 'You see a QR code' })}>
      <Text c="dimmed" mb="md">
        {say({
          vi: 'Quét mã in trên giấy hoặc trên màn hình của người xuất trình.',
          en: 'Scan the code on the paper or on the holder’s screen.',
        })}
      </Text>
      <Stack gap="sm">
        <Scanner onRead={read} />
        <form
          onSubmit={(event) => {
            event.preventDefault()
            read(code.trim())
          }}
        >
          <Group align="flex-end" gap="xs">
            <TextInput
              style={{ flex: 1 }}
              label={say({
                vi: 'Hoặc dán địa chỉ dưới mã',
                en: 'Or paste the address of the code',
              })}
              error={
                strange &&
                say({
                  vi: 'Đây không phải mã của một giấy tờ. Chép đủ địa chỉ in dưới mã QR.',
                  en: 'This is no code of a document. Copy the whole address under the QR code.',
                })
              }
              maxLength={300}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Button type="submit" variant="default">
              {say({ vi: 'Kiểm tra', en: 'Check' })}
            </Button>
          </Group>
        </form>
      </Stack>
    </Section>
  )
}

async function checkFile(file: File): Promise<FileCheckView> {
  const response = await fetch('/api/documents/v1/checks', {
    method: 'POST',
    headers: { 'content-type': 'application/pdf', 'accept-language': keptLanguage() },
    body: file,
  })
  const answer = await response.json()
  if (!response.ok) throw new Refused(answer)
  return answer as FileCheckView
}
