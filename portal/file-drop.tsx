import { Button, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { Icon } from './icons.tsx'
import { cardClass } from './page.tsx'

/** A place to drop a file, or to choose one. */
export function FileDrop(props: {
  title: string
  lead: string
  /** On the button, and for screen readers. */
  choose: string
  /** Media types or endings, as an input element takes them. */
  accept?: string
  busy?: boolean
  onFile: (file: File) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const { onFile } = props
  return (
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
        if (file) onFile(file)
      }}
    >
      <h2 style={{ fontSize: '1.125rem', margin: '0 0 6px' }}>{props.title}</h2>
      <Text c="dimmed" mb="md">
        {props.lead}
      </Text>
      <input
        ref={input}
        hidden
        type="file"
        {...(props.accept !== undefined && { accept: props.accept })}
        aria-label={props.choose}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          if (file) onFile(file)
          event.currentTarget.value = ''
        }}
      />
      <Button
        leftSection={<Icon name="upload" />}
        loading={props.busy ?? false}
        onClick={() => input.current?.click()}
      >
        {props.choose}
      </Button>
    </section>
  )
}
