import { FileInput, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { bytesOf, parseProof, readTrusted, type Verified } from '../domain/record-proof.ts'
import { checkProof, digestOfFile } from './proof-check.ts'
import { ProofResult } from './proof-result.tsx'

type Checked = {
  readonly proof: File | null
  readonly keys: File | null
  readonly content: File | null
  readonly result: Verified | 'unreadable'
}

/** Checks a proof that the reader keeps, without asking any server. */
export function OfflineCheck() {
  const say = useSay()
  const [proof, setProof] = useState<File | null>(null)
  const [keys, setKeys] = useState<File | null>(null)
  const [content, setContent] = useState<File | null>(null)
  const [checked, setChecked] = useState<Checked>()
  useEffect(() => {
    if (!proof || !keys) return
    const cameTo = (result: Checked['result']) => setChecked({ proof, keys, content, result })
    void check(proof, keys, content).then(cameTo, () => cameTo('unreadable'))
  }, [proof, keys, content])
  // What was found for files that stood here before says nothing of these.
  const current = checked?.proof === proof && checked?.keys === keys && checked.content === content
  const result = current ? checked?.result : undefined
  return (
    <Section
      title={say({ vi: 'Kiểm tra không cần mạng', en: 'Check without a network' })}
      lead={say({
        vi: 'Bạn đã giữ bằng chứng: mọi phép tính diễn ra ngay trên trang này, không hỏi máy chủ nào.',
        en: 'You keep the proof: everything is computed on this page, and no server is asked.',
      })}
    >
      <Stack gap="sm">
        <FileInput
          label={say({ vi: 'Bằng chứng (.proof.json)', en: 'The proof (.proof.json)' })}
          value={proof}
          onChange={setProof}
          accept=".json,application/json"
          clearable
        />
        <FileInput
          label={say({
            vi: 'Khóa của các nút xác thực mà bạn tin (validators.json)',
            en: 'Keys of the validators that you trust (validators.json)',
          })}
          value={keys}
          onChange={setKeys}
          accept=".json,application/json"
          clearable
        />
        <FileInput
          label={say({ vi: 'Tệp gốc (nếu có)', en: 'The file itself (if at hand)' })}
          value={content}
          onChange={setContent}
          clearable
        />
        <div aria-live="polite">
          {result === 'unreadable' && (
            <Text c="lacquer" role="alert">
              {say({
                vi: 'Không đọc được một trong các tệp. Hãy chọn tệp bằng chứng và tệp khóa đã tải từ trang này hoặc lấy bằng lệnh ndc.',
                en: 'One of the files cannot be read. Choose a proof and a file of keys saved from this page or with ndc.',
              })}
            </Text>
          )}
          {result && result !== 'unreadable' && <ProofResult of={result} />}
        </div>
      </Stack>
    </Section>
  )
}

async function check(proof: File, keys: File, content: File | null): Promise<Verified> {
  const trusted = readTrusted(JSON.parse(await keys.text()))
  if (!trusted) throw new TypeError('no file of keys')
  const digest = content ? bytesOf(await digestOfFile(content, () => undefined)) : undefined
  return checkProof(parseProof(await proof.text()), digest, trusted)
}
