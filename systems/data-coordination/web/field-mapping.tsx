import { Button, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import type { Term } from '../domain/term.ts'
import classes from './exchange.module.css'

type Fields = ServiceView['fields']

const shownFirst = 12

/** Each field of the contract beside what it means in the common dictionary. */
export function FieldMapping(props: {
  fields: Fields
  terms: readonly Term[]
  onChange: (fields: Fields) => void
}) {
  const say = useSay()
  const { fields, terms, onChange } = props
  const [all, setAll] = useState(false)
  const mapped = fields.filter(({ term }) => term !== null).length
  const shown = all ? fields : fields.slice(0, shownFirst)
  const change = (name: string, some: Partial<Fields[number]>) =>
    onChange(fields.map((it) => (it.name === name ? { ...it, ...some } : it)))
  const choose = (name: string, code: string | null) => {
    const term = terms.find((it) => it.code === code)
    change(name, { term: code, ...(term && { title: { ...term.title } }) })
  }
  const choices = terms.map(({ code, title }) => ({
    value: code,
    label: `${say(title)} · ${code}`,
  }))
  return (
    <Section
      title={say({ vi: '3. Các trường dữ liệu', en: '3. Fields' })}
      lead={say({
        vi: `${mapped}/${fields.length} trường đã khớp từ điển chung; kiểm tra lại và bổ sung.`,
        en: `${mapped} of ${fields.length} have a term of the common dictionary; check, and add.`,
      })}
    >
      {shown.map((it) => (
        <div key={it.name} className={classes.mapping}>
          <code style={{ overflowWrap: 'anywhere' }}>{it.name}</code>
          <Select
            searchable
            clearable
            size="sm"
            aria-label={`${it.name}: ${say({ vi: 'thuật ngữ', en: 'term' })}`}
            placeholder={say({ vi: 'không có trong từ điển', en: 'not in the dictionary' })}
            data={choices}
            value={it.term}
            onChange={(code) => choose(it.name, code)}
          />
          <TextInput
            size="sm"
            aria-label={`${it.name}: ${say({ vi: 'tên gọi', en: 'name' })}`}
            maxLength={300}
            value={it.title[say.language]}
            onChange={(event) =>
              change(it.name, {
                title: { ...it.title, [say.language]: event.currentTarget.value },
              })
            }
          />
        </div>
      ))}
      {fields.length > shown.length && (
        <Button mt="sm" size="sm" variant="default" onClick={() => setAll(true)}>
          {say({
            vi: `Xem thêm ${fields.length - shown.length} trường`,
            en: `${fields.length - shown.length} more`,
          })}
        </Button>
      )}
    </Section>
  )
}
