import { Badge, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import { count, moment } from '#portal/format.ts'
import { cardClass } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Empty } from '#portal/states.tsx'
import type { RunView } from '../contract-processing.ts'
import type { DatasetPart } from './dataset-part.ts'
import classes from './exchange.module.css'
import { runColors } from './run-words.ts'
import { toWorkshop } from './workshop-addresses.ts'

/** What was run, the newest first. */
export function DatasetRuns({ runs }: DatasetPart) {
  if (runs.length === 0) {
    return (
      <div className={cardClass}>
        <Empty
          icon="play"
          title={{ vi: 'Chưa chạy lần nào', en: 'Nothing was run yet' }}
          text={{ vi: 'Bấm nút chạy ở đầu trang.', en: 'Press the button above.' }}
        />
      </div>
    )
  }
  return (
    <div className={cardClass}>
      {runs.map((it) => (
        <Line key={it.id} of={it} />
      ))}
    </div>
  )
}

function Line({ of: it }: { of: RunView }) {
  const say = useSay()
  const rows = it.steps.findLast(({ rows }) => rows !== null)?.rows
  return (
    <div className={classes.row}>
      <div>
        <Link href={toWorkshop.run(it.id)} style={{ color: 'var(--link)' }}>
          {moment(it.askedAt)}
        </Link>
        <Text size="sm" c="dimmed">
          {it.askedBy} · {it.steps.map((of) => say(of.title)).join(' → ')}
        </Text>
      </div>
      <Group gap="xs">
        {rows !== null && rows !== undefined && (
          <Text size="sm">
            {count(rows, say.language)} {say({ vi: 'dòng', en: 'rows' })}
          </Text>
        )}
        <Badge variant="light" color={runColors[it.state] ?? 'gray'} tt="none">
          {say(it.words)}
        </Badge>
      </Group>
    </div>
  )
}
