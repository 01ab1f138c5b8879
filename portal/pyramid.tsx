import { count } from './format.ts'
import { useSay } from './say.tsx'

type Band = { from: number; male: number; female: number }

/** The people of the nation by age and sex: men to the left, women to the right, old on top. */
export function Pyramid({ bands }: { bands: readonly Band[] }) {
  const say = useSay()
  const widest = Math.max(1, ...bands.flatMap((it) => [it.male, it.female]))
  const [height, gap, half] = [15, 3, 190]
  const rows = bands.toSorted((a, b) => b.from - a.from)
  const men = say({ vi: 'Nam', en: 'Men' })
  const women = say({ vi: 'Nữ', en: 'Women' })
  const total = (sex: 'male' | 'female') =>
    count(
      bands.reduce((sum, it) => sum + it[sex], 0),
      say.language,
    )
  return (
    <figure style={{ margin: 0 }}>
      <svg
        viewBox={`0 0 ${2 * half + 44} ${rows.length * (height + gap) + 24}`}
        width="100%"
        role="img"
        aria-label={`${say({ vi: 'Tháp dân số', en: 'Population pyramid' })}. ${men}: ${total('male')}. ${women}: ${total('female')}.`}
      >
        <text x={half - 2} y={14} textAnchor="end" fontSize="13" fill="currentColor">
          {men} {total('male')}
        </text>
        <text x={half + 46} y={14} fontSize="13" fill="currentColor">
          {women} {total('female')}
        </text>
        {rows.map((it, at) => {
          const y = 22 + at * (height + gap)
          const [left, right] = [(it.male / widest) * half, (it.female / widest) * half]
          return (
            <g key={it.from}>
              <title>
                {`${it.from}${it.from >= 90 ? '+' : `–${it.from + 4}`}: ${men} ${count(it.male, say.language)}, ${women} ${count(it.female, say.language)}`}
              </title>
              <rect
                x={half - left}
                y={y}
                width={left}
                height={height}
                rx="3"
                fill="var(--pyramid-men)"
              />
              <rect
                x={half + 44}
                y={y}
                width={right}
                height={height}
                rx="3"
                fill="var(--pyramid-women)"
              />
              {it.from % 10 === 0 && (
                <text
                  x={half + 22}
                  y={y + 12}
                  textAnchor="middle"
                  fontSize="11"
                  fill="var(--quiet)"
                >
                  {it.from}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </figure>
  )
}
