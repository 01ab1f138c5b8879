import { Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import { addDays, type CivilDate } from '#kernel/civil-date'
import { useAnswer } from '#portal/ask.ts'
import { DayBars } from '#portal/day-bars.tsx'
import { Figures } from '#portal/figures.tsx'
import { count } from '#portal/format.ts'
import { cardClass, Section } from '#portal/page.tsx'
import { type Say, useSay } from '#portal/say.tsx'
import { Answered, Empty } from '#portal/states.tsx'
import type { ServiceView } from '../contract-catalogue.ts'
import type { LevelView } from '../contract-reports.ts'
import { api } from './addresses.ts'

/** What was measured in the last thirty days, beside what the owner promised. */
export function ServiceLevel({ of: it }: { of: ServiceView }) {
  const level = useAnswer<LevelView>(`${api}/services/${it.id}/level`, { everyMs: 15_000 })
  return (
    <Answered of={level} lines={3}>
      {(known) =>
        known.whole.count === 0 ? (
          <div className={cardClass}>
            <Empty
              icon="bars"
              title={{ vi: 'Chưa có lượt hỏi nào', en: 'It was not asked yet' }}
              text={{
                vi: 'Ngay sau lượt hỏi đầu tiên, tỷ lệ trả lời và thời gian đo được hiện ở đây, bên cạnh cam kết.',
                en: 'From the first request on, what is measured stands here beside the promise.',
              }}
            />
          </div>
        ) : (
          <Measured level={known} />
        )
      }
    </Answered>
  )
}

function Measured({ level }: { level: LevelView }) {
  const say = useSay()
  const { whole, promised } = level
  const percent = (value: number | null) =>
    value === null ? '–' : `${count(value, say.language)}%`
  const ms = (value: number | null) => (value === null ? '–' : `${count(value, say.language)} ms`)
  return (
    <Stack gap="md">
      <Figures
        of={[
          [
            count(whole.count, say.language),
            { vi: 'lượt hỏi trong 30 ngày', en: 'requests in 30 days' },
          ],
          [
            percent(whole.availability),
            {
              vi: `được trả lời, cam kết ${percent(promised.availability)}`,
              en: `answered, promised ${percent(promised.availability)}`,
            },
          ],
          [
            ms(whole.p95Ms),
            {
              vi: `p95, cam kết ${ms(promised.p95Ms)}`,
              en: `p95, promised ${ms(promised.p95Ms)}`,
            },
          ],
          [ms(whole.p50Ms), { vi: 'thời gian giữa (p50)', en: 'median (p50)' }],
        ]}
      />
      <Budget left={level.budgetLeftPercent} />
      <Charts level={level} />
    </Stack>
  )
}

/** How much of the failures that the promise allows is left. */
function Budget({ left }: { left: number | null }) {
  const say = useSay()
  if (left === null) return null
  const shown = Math.max(0, Math.min(100, left))
  const broken = left < 0
  return (
    <Section
      title={say({ vi: 'Phần lỗi còn được phép', en: 'Error budget' })}
      lead={
        broken
          ? say({
              vi: 'Đã vượt mức lỗi mà cam kết cho phép: cơ quan chủ quản cần xử lý.',
              en: 'More has failed than the promise allows; its owner has to act.',
            })
          : say({
              vi: `Còn ${count(shown, 'vi')}% số lỗi mà cam kết cho phép trong 30 ngày.`,
              en: `${count(shown, 'en')}% of the failures that the promise allows are left.`,
            })
      }
    >
      <Progress
        value={broken ? 100 : shown}
        color={broken ? 'lacquer' : left < 25 ? 'gold' : 'jade'}
        size="lg"
        aria-label={say({ vi: 'Phần lỗi còn được phép', en: 'Error budget' })}
      />
    </Section>
  )
}

function Charts({ level }: { level: LevelView }) {
  const say = useSay()
  const days = everyDay(level)
  const { promised } = level
  const none = say({ vi: 'không có lượt hỏi', en: 'not asked' })
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <div className={cardClass}>
        <DayBars
          label={say({ vi: 'Lượt hỏi mỗi ngày', en: 'Requests a day' })}
          of={days.map(({ on, of }) => ({
            on,
            value: of?.count ?? null,
            words: of ? requestsOf(of, say) : none,
            bad: (of?.availability ?? 100) < promised.availability,
          }))}
        />
        <Text size="xs" c="dimmed" mt={6}>
          {say({
            vi: 'Đỏ: ngày có tỷ lệ trả lời dưới cam kết.',
            en: 'Red: a day below the promised availability.',
          })}
        </Text>
      </div>
      <div className={cardClass}>
        <DayBars
          label={say({ vi: 'Thời gian trả lời (p95, ms)', en: 'Time to answer (p95, ms)' })}
          line={{
            value: promised.p95Ms,
            words: `${say({ vi: 'cam kết', en: 'promised' })} ${count(promised.p95Ms, say.language)} ms`,
          }}
          of={days.map(({ on, of }) => ({
            on,
            value: of?.p95Ms ?? null,
            words: of?.p95Ms == null ? none : `${count(of.p95Ms, say.language)} ms`,
            bad: (of?.p95Ms ?? 0) > promised.p95Ms,
          }))}
        />
      </div>
    </SimpleGrid>
  )
}

function requestsOf(of: LevelView['days'][number], say: Say): string {
  return say({
    vi: `${count(of.count, 'vi')} lượt, ${count(of.failed, 'vi')} không thành công`,
    en: `${count(of.count, 'en')} requests, ${count(of.failed, 'en')} failed`,
  })
}

function everyDay({ from, until, days }: LevelView) {
  const known = new Map(days.map((it) => [it.on, it]))
  const all: { on: string; of: LevelView['days'][number] | undefined }[] = []
  for (let on: CivilDate = from; on <= until; on = addDays(on, 1)) {
    all.push({ on, of: known.get(on) })
  }
  return all
}
