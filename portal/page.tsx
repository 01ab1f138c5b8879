import { Group, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import type { Words } from '#kernel/words'
import { Icon } from './icons.tsx'
import classes from './page.module.css'
import { useSay } from './say.tsx'

/** The frame of one page: its title in the window, a heading that takes the focus, and content. */
export function Page(props: {
  title: string
  lead?: string
  back?: { to: string; words: Words }
  aside?: ReactNode
  narrow?: boolean
  children: ReactNode
}) {
  const say = useSay()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${props.title} · NDC`
  }, [props.title])
  // A screen reader hears the new page, and the keyboard starts at its beginning.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <div style={props.narrow ? { maxWidth: 720, marginInline: 'auto' } : {}}>
      {props.back && (
        <Link
          href={props.back.to}
          style={{ display: 'inline-flex', gap: 4, alignItems: 'center', color: 'var(--quiet)' }}
        >
          <Icon name="left" size={16} />
          {say(props.back.words)}
        </Link>
      )}
      <Group justify="space-between" align="flex-start" mb="lg" gap="md">
        <div style={{ minWidth: 0 }}>
          <h1
            ref={heading}
            tabIndex={-1}
            style={{
              margin: '4px 0',
              fontSize: 'clamp(1.5rem, 4vw, 2rem)',
              lineHeight: 1.2,
              fontWeight: 600,
            }}
          >
            {props.title}
          </h1>
          {props.lead && <Text c="dimmed">{props.lead}</Text>}
        </div>
        {props.aside}
      </Group>
      {props.children}
    </div>
  )
}

export const cardClass = classes.card ?? ''

/** One sheet of a page under a heading of its own. */
export function Section(props: {
  title: string
  lead?: string
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={cardClass}>
      <Group justify="space-between" align="flex-start" gap="xs" mb="sm">
        <div style={{ minWidth: 0 }}>
          <h2 className={classes.section}>{props.title}</h2>
          {props.lead && (
            <Text size="sm" c="dimmed">
              {props.lead}
            </Text>
          )}
        </div>
        {props.aside}
      </Group>
      {props.children}
    </section>
  )
}

/** Facts under their names, as a list that screen readers read in pairs. */
export function Facts({ of }: { of: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {of.map(([name, value]) => [
        <dt key={`${name}-name`}>{name}</dt>,
        <dd key={`${name}-value`}>{value}</dd>,
      ])}
    </dl>
  )
}
