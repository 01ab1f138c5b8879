import { Button, Group, Loader, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useCallback, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { Refused, useAct } from '#portal/ask.ts'
import { keptLanguage } from '#portal/browser.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Page } from '#portal/layout.tsx'
import { Scanner } from '#portal/scanner.tsx'
import { useSay } from '#portal/say.tsx'
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
  const [, go] = useLocation()
  const input = useRef<HTMLInputElement>(null)
  const [code, setCode] = useState('')
  const [over, setOver] = useState(false)
  const check = useAct<File, FileCheckView>(checkFile)
  const read = useCallback(
    (text: string) => {
      const found = /\/documents\/check\/([A-Za-z0-9_-]{22})/.exec(text)?.[1] ?? text
      go(`/documents/check/${encodeURIComponent(found)}`)
    },
    [go],
  )
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <section
          className={cardClass}
          style={over ? { borderColor: 'var(--gold)', background: 'var(--gold-soft)' } : {}}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault()
            setOver(false)
            const file = event.dataTransfer.files[0]
            if (file) check.mutate(file)
          }}
        >
          <h2 style={{ fontSize: 18, margin: '0 0 6px' }}>
            {say({ vi: 'Bạn có tệp PDF', en: 'You have the PDF' })}
          </h2>
          <Text c="dimmed" mb="md">
            {say({
              vi: 'Chọn hoặc kéo thả tệp vào đây. Đây là cách kiểm tra đầy đủ nhất.',
              en: 'Choose the file or drop it here. This is the complete check.',
            })}
          </Text>
          <input
            ref={input}
            hidden
            type="file"
            accept="application/pdf"
            aria-label={say({ vi: 'Tệp PDF', en: 'PDF file' })}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0]
              if (file) check.mutate(file)
              event.currentTarget.value = ''
            }}
          />
          <Button
            leftSection={<Icon name="upload" />}
            loading={check.isPending}
            onClick={() => input.current?.click()}
          >
            {say({ vi: 'Chọn tệp PDF', en: 'Choose a PDF' })}
          </Button>
        </section>
        <section className={cardClass}>
          <h2 style={{ fontSize: 18, margin: '0 0 6px' }}>
            {say({ vi: 'Bạn thấy mã QR', en: 'You see a QR code' })}
          </h2>
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
                if (code.trim()) read(code.trim())
              }}
            >
              <Group align="flex-end" gap="xs">
                <TextInput
                  style={{ flex: 1 }}
                  label={say({
                    vi: 'Hoặc dán địa chỉ dưới mã',
                    en: 'Or paste the address of the code',
                  })}
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
        </section>
      </SimpleGrid>
      <div aria-live="polite">
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
