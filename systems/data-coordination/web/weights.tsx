import { Text } from '@mantine/core'
import { useSay } from '#portal/say.tsx'
import type { StepView } from '../contract-linking.ts'
import classes from './review.module.css'

/** How a weight came about: what each field adds to, or takes from, the belief in one person. */
export function Weights({ of: steps }: { of: readonly StepView[] }) {
  const say = useSay()
  const bars = barsOf(steps)
  return (
    <table className={classes.weights}>
      <caption>
        {say({
          vi: 'Vì sao máy nghĩ vậy (bit: mỗi bit làm khả năng cùng một người tăng hoặc giảm gấp đôi)',
          en: 'Why the machine thinks so (bits: each doubles or halves the odds of one person)',
        })}
      </caption>
      <tbody>
        {bars.map(({ step, left, width, sum }) => (
          <tr key={step.field}>
            <th scope="row">{say(step.fieldWords)}</th>
            <td className={classes.level}>{step.levelWords && say(step.levelWords)}</td>
            <td className={classes.track} aria-hidden="true">
              <span
                className={step.weight >= 0 ? classes.adds : classes.takes}
                style={{ left: `${left}%`, width: `${width}%` }}
              />
            </td>
            <td className={classes.bits}>
              {step.weight > 0 ? '+' : ''}
              {step.weight.toFixed(1)}
              <Text span size="xs" c="dimmed" className={classes.sum}>
                {' '}
                → {sum.toFixed(1)}
              </Text>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Each bar begins where the one before ended, on a scale that holds them all (percent). */
function barsOf(steps: readonly StepView[]) {
  let sum = 0
  const spans = steps.map((step) => {
    const from = sum
    sum += step.weight
    return { step, from, sum }
  })
  const all = spans.flatMap(({ from, sum: to }) => [from, to])
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)]
  const scale = 100 / (high - low || 1)
  return spans.map(({ step, from, sum: to }) => ({
    step,
    sum: to,
    left: (Math.min(from, to) - low) * scale,
    width: Math.max(Math.abs(to - from) * scale, 0.8),
  }))
}
