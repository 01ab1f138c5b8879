import { Button, Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Icon } from './icons.tsx'
import classes from './page.module.css'
import { useSay } from './say.tsx'

/** A line for a machine, such as a command, with a button that copies it. */
export function Copyable({ label, text }: { label: string; text: string }) {
  const say = useSay()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 4_000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name={copied ? 'check' : 'copy'} size={16} />}
          aria-label={`${say({ vi: 'Sao chép', en: 'Copy' })}: ${label}`}
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          {copied ? say({ vi: 'Đã chép', en: 'Copied' }) : say({ vi: 'Sao chép', en: 'Copy' })}
        </Button>
      </Group>
      <pre className={classes.machine}>{text}</pre>
    </div>
  )
}
