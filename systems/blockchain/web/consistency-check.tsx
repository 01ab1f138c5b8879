import { Alert, Button, Group, NativeSelect, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Static } from 'typebox'
import { ask } from '#portal/ask.ts'
import { count, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Section } from '#portal/page.tsx'
import { type Say, useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { CheckpointView, ConsistencyView } from '../contract-proofs.ts'
import { provesConsistency } from '../domain/merkle-tree.ts'
import { bytesOf } from '../domain/record-proof.ts'
import classes from './chain.module.css'

type Checkpoint = Static<typeof CheckpointView>
type Result = { readonly from: Checkpoint; readonly to: Checkpoint; readonly good: boolean }

/** Checks in the browser that a log of one checkpoint begins with that of another. */
export function ConsistencyCheck({ log, of }: { log: string; of: readonly Checkpoint[] }) {
  const say = useSay()
  const [from, setFrom] = useState(of.at(-1)?.size ?? 0)
  const [to, setTo] = useState(of[0]?.size ?? 0)
  const [result, setResult] = useState<Result>()
  const [error, setError] = useState<unknown>()
  const check = async () => {
    setError(undefined)
    setResult(undefined)
    const [low, high] = [Math.min(from, to), Math.max(from, to)]
    const path = `/api/blockchain/v1/logs/${log}/consistency?from=${low}&to=${high}`
    try {
      setResult(checked(await ask<Static<typeof ConsistencyView>>('GET', path)))
    } catch (refusal) {
      setError(refusal)
    }
  }
  const choices = of.map((it) => ({ value: String(it.size), label: labelOf(it, say) }))
  return (
    <Section
      title={say({ vi: 'Sổ có bị sửa không?', en: 'Was the log changed?' })}
      lead={say({
        vi: 'Chọn hai mốc: trình duyệt tự tính xem sổ ở mốc sau có giữ nguyên mọi bản ghi của mốc trước không.',
        en: 'Choose two checkpoints: the browser computes whether the later log keeps every record of the earlier one.',
      })}
    >
      <Stack gap="sm">
        <Group gap="sm" align="flex-end" grow preventGrowOverflow={false}>
          <NativeSelect
            label={say({ vi: 'Mốc trước', en: 'Earlier' })}
            data={choices}
            value={String(from)}
            onChange={(event) => setFrom(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label={say({ vi: 'Mốc sau', en: 'Later' })}
            data={choices}
            value={String(to)}
            onChange={(event) => setTo(Number(event.currentTarget.value))}
          />
          <Button leftSection={<Icon name="scan" />} onClick={() => void check()}>
            {say({ vi: 'Kiểm tra', en: 'Check' })}
          </Button>
        </Group>
        <div aria-live="polite">
          {error !== undefined && <Failed error={error} />}
          {result && <Shown of={result} />}
        </div>
      </Stack>
    </Section>
  )
}

function checked({ from, to, path }: Static<typeof ConsistencyView>): Result {
  const hashes = path.map((it) => bytesOf(it))
  const [before, after] = [bytesOf(from.root), bytesOf(to.root)]
  return { from, to, good: provesConsistency(from.size, before, to.size, after, hashes) }
}

/** Both logs as bars above each other: what they share has one colour. */
function Shown({ of: { from, to, good } }: { of: Result }) {
  const say = useSay()
  const { language } = say
  const added = to.size - from.size
  const bars = [from, to] as const
  return (
    <Stack gap="sm">
      <div
        className={classes.growth}
        role="img"
        aria-label={say({
          vi: `Mốc trước có ${from.size} bản ghi, mốc sau có ${to.size}`,
          en: `The earlier has ${from.size} records, the later ${to.size}`,
        })}
      >
        {bars.map((it, nth) => (
          <div key={nth === 0 ? 'earlier' : 'later'}>
            <div>{labelOf(it, say)}</div>
            <div className={classes.bar}>
              <span
                data-good={good}
                style={{ width: `${Math.max(2, (from.size / to.size) * 100)}%` }}
              />
              {nth === 1 && added > 0 && <span data-added style={{ flex: 1 }} />}
            </div>
          </div>
        ))}
      </div>
      <Alert
        color={good ? 'jade' : 'lacquer'}
        variant="light"
        role="status"
        icon={<Icon name={good ? 'shield' : 'warning'} />}
        title={
          good
            ? say({ vi: 'Sổ chỉ được ghi thêm', en: 'The log has only grown' })
            : say({ vi: 'Sổ đã bị sửa', en: 'The log was changed' })
        }
      >
        {good
          ? say({
              vi: `${count(from.size, language)} bản ghi đầu giữ nguyên từng bit và đúng thứ tự; thêm ${count(added, language)} bản ghi ở cuối.`,
              en: `The first ${count(from.size, language)} records are the same to the bit and in the same order; ${count(added, language)} were added at the end.`,
            })
          : say({
              vi: 'Không thể đi từ gốc của mốc trước đến gốc của mốc sau: có bản ghi cũ đã bị sửa, xóa hoặc chèn thêm. Hãy báo cho trung tâm.',
              en: 'No way leads from the earlier root to the later one: an old record was changed, removed or put in. Please tell the center.',
            })}
      </Alert>
    </Stack>
  )
}

function labelOf({ size, anchoredAt }: Checkpoint, say: Say): string {
  return say({
    vi: `${count(size, say.language)} bản ghi, ${moment(anchoredAt)}`,
    en: `${count(size, say.language)} records, ${moment(anchoredAt)}`,
  })
}
