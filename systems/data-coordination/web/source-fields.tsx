import {
  FileInput,
  NativeSelect,
  PasswordInput,
  Progress,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Words } from '#kernel/words'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import { send } from '#portal/upload.ts'
import type { SourceSettingsAsk } from '../contract-pipeline.ts'
import { api } from './addresses.ts'

type Kind = SourceSettingsAsk['kind']
type Tell = (settings: SourceSettingsAsk | undefined) => void

/** What a source of this kind needs; tells the settings as soon as they are whole. */
export function SourceFields({ kind, onChange }: { kind: Kind; onChange: Tell }) {
  if (kind === 'file') return <FileFields onChange={onChange} />
  return <TypedFields kind={kind} onChange={onChange} />
}

const formats = { csv: 'csv', txt: 'csv', parquet: 'parquet', xlsx: 'excel' } as const

type Sent = { id: string; name: string }

function FileFields({ onChange }: { onChange: Tell }) {
  const say = useSay()
  const [share, setShare] = useState<number>()
  const [error, setError] = useState('')
  const [sent, setSent] = useState<Sent>()
  const [encoding, setEncoding] = useState('utf-8')

  async function upload(file: File): Promise<void> {
    setError('')
    onChange(undefined)
    if (!formatOf(file.name)) {
      setError(
        say({ vi: 'Chọn tệp .csv, .xlsx hoặc .parquet.', en: 'Choose .csv, .xlsx or .parquet.' }),
      )
      return
    }
    try {
      setShare(0)
      const address = await send(`${api}/source-uploads`, file, {}, setShare)
      setSent({ id: address.split('/').at(-1) ?? '', name: file.name })
    } catch (failure) {
      setError((failure as Error).message)
    } finally {
      setShare(undefined)
    }
  }

  useEffect(() => {
    if (sent) onChange(fileSettings(sent, encoding))
  }, [sent, encoding, onChange])

  return (
    <Stack>
      <FileInput
        label={say({ vi: 'Tệp CSV, Excel hoặc Parquet', en: 'A CSV, Excel or Parquet file' })}
        placeholder={say({ vi: 'Chọn tệp', en: 'Choose a file' })}
        leftSection={<Icon name="upload" size={18} />}
        accept=".csv,.txt,.xlsx,.parquet"
        error={error}
        onChange={(file) => file && void upload(file)}
      />
      {share !== undefined && (
        <Progress.Root size="lg">
          <Progress.Section
            value={share * 100}
            aria-label={say({ vi: 'Đang gửi tệp', en: 'Sending the file' })}
          />
        </Progress.Root>
      )}
      {sent && (
        <Text size="sm" role="status">
          {say({ vi: `Đã gửi ${sent.name}.`, en: `${sent.name} was sent.` })}
        </Text>
      )}
      {sent && formatOf(sent.name) === 'csv' && (
        <NativeSelect
          label={say({ vi: 'Bảng mã', en: 'Encoding' })}
          value={encoding}
          onChange={(event) => setEncoding(event.currentTarget.value)}
          data={['utf-8', 'utf-16le', 'windows-1258', 'windows-1252']}
        />
      )}
    </Stack>
  )
}

function formatOf(name: string): 'csv' | 'parquet' | 'excel' | undefined {
  return formats[(name.split('.').at(-1) ?? '').toLowerCase() as keyof typeof formats]
}

function fileSettings({ id, name }: Sent, encoding: string): SourceSettingsAsk {
  const format = formatOf(name) ?? 'csv'
  const more = format === 'csv' ? { encoding: encoding as 'utf-8' } : {}
  return { kind: 'file', uploadId: id as never, format, ...more }
}

type Field = { name: string; words: Words; initial?: string; secret?: true; optional?: true }

const fieldsOf: Record<Exclude<Kind, 'file'>, readonly Field[]> = {
  postgresql: [
    {
      name: 'url',
      words: {
        vi: 'Địa chỉ: postgresql://tên:mật khẩu@máy:cổng/cơ sở dữ liệu',
        en: 'Address: postgresql://user:password@host:port/database',
      },
      secret: true,
    },
    { name: 'schema', words: { vi: 'Lược đồ', en: 'Schema' }, initial: 'public' },
    { name: 'table', words: { vi: 'Bảng', en: 'Table' } },
  ],
  rest: [
    { name: 'url', words: { vi: 'Địa chỉ trả về JSON', en: 'Address that answers JSON' } },
    {
      name: 'rows',
      words: {
        vi: 'Các dòng nằm ở (con trỏ JSON, trống nếu là cả câu trả lời)',
        en: 'Rows are at (JSON pointer, empty for the whole answer)',
      },
      optional: true,
    },
    {
      name: 'secretHeader',
      words: { vi: 'Tiêu đề mang khóa', en: 'Header with the key' },
      optional: true,
    },
    { name: 'secret', words: { vi: 'Khóa', en: 'Key' }, secret: true, optional: true },
  ],
  s3: [
    { name: 'endpoint', words: { vi: 'Địa chỉ dịch vụ', en: 'Endpoint' } },
    { name: 'region', words: { vi: 'Vùng', en: 'Region' }, initial: 'us-east-1' },
    { name: 'bucket', words: { vi: 'Thùng chứa', en: 'Bucket' } },
    {
      name: 'key',
      words: { vi: 'Tên đối tượng (.csv, .parquet, .xlsx)', en: 'Object (.csv, .parquet, .xlsx)' },
    },
    { name: 'accessKey', words: { vi: 'Mã truy cập', en: 'Access key' } },
    { name: 'secret', words: { vi: 'Khóa bí mật', en: 'Secret key' }, secret: true },
  ],
}

function TypedFields({ kind, onChange }: { kind: Exclude<Kind, 'file'>; onChange: Tell }) {
  const say = useSay()
  const fields = fieldsOf[kind]
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(fields.map((it) => [it.name, it.initial ?? ''])),
  )
  function change(name: string, value: string): void {
    const next = { ...values, [name]: value }
    setValues(next)
    const whole = fields.every((it) => it.optional || next[it.name]?.trim() !== '')
    onChange(whole ? settingsOf(kind, next) : undefined)
  }
  return (
    <Stack>
      {fields.map(({ name, words, secret, optional }) => {
        const Input = secret ? PasswordInput : TextInput
        return (
          <Input
            key={name}
            required={!optional}
            label={say(words)}
            autoComplete="off"
            maxLength={900}
            value={values[name] ?? ''}
            onChange={(event) => change(name, event.currentTarget.value)}
          />
        )
      })}
    </Stack>
  )
}

function settingsOf(
  kind: Exclude<Kind, 'file'>,
  values: Readonly<Record<string, string>>,
): SourceSettingsAsk {
  const it = (name: string): string => values[name]?.trim() ?? ''
  if (kind === 'postgresql') {
    return { kind, url: it('url'), schema: it('schema'), table: it('table') }
  }
  if (kind === 'rest') {
    return {
      kind,
      url: it('url'),
      rows: it('rows'),
      paging: { by: 'none' },
      ...(it('secretHeader') && { secretHeader: it('secretHeader') }),
      ...(it('secret') && { secret: it('secret') }),
    }
  }
  return {
    kind,
    endpoint: it('endpoint'),
    region: it('region'),
    bucket: it('bucket'),
    key: it('key'),
    accessKey: it('accessKey'),
    secret: it('secret'),
    format: formatOf(it('key')) ?? 'csv',
  }
}
