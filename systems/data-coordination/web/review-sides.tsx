import { Badge } from '@mantine/core'
import type { Words } from '#kernel/words'
import { day } from '#portal/format.ts'
import { useSay } from '#portal/say.tsx'
import type { ReviewView } from '../contract-linking.ts'
import classes from './review.module.css'

type Candidate = ReviewView['candidates'][number]
type Side = ReviewView['row']

const fields: readonly [
  differs: Candidate['differences'][number],
  words: Words,
  show: (side: Side) => string | Words | null,
][] = [
  ['name', { vi: 'Họ tên', en: 'Full name' }, (it) => it.fullName],
  ['number', { vi: 'Số định danh', en: 'Number' }, (it) => it.number ?? it.oldNumber],
  ['birth', { vi: 'Ngày sinh', en: 'Born' }, (it) => dayOf(it.birthOn)],
  ['sex', { vi: 'Giới tính', en: 'Sex' }, (it) => it.sexWords ?? it.sex],
  ['residence', { vi: 'Nơi ở', en: 'Residence' }, residenceOf],
]

/** A record and a person beside each other, with what differs marked. */
export function Sides(props: { row: Side; of: Candidate; dataset: Words }) {
  const say = useSay()
  const { row, of, dataset } = props
  return (
    <table className={classes.sides}>
      <thead>
        <tr>
          <th aria-label={say({ vi: 'Thông tin', en: 'Field' })} />
          <th scope="col">{say(dataset)}</th>
          <th scope="col">{say({ vi: 'Cơ sở dữ liệu dân cư', en: 'Population register' })}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(([name, words, show]) => {
          const differs = of.differences.includes(name)
          const shown = (side: Side) => {
            const it = show(side) ?? { vi: '(không có)', en: '(none)' }
            return typeof it === 'string' ? it : say(it)
          }
          return (
            <tr key={name}>
              <th scope="row">{say(words)}</th>
              <td className={differs ? classes.differs : undefined}>{shown(row)}</td>
              <td className={differs ? classes.differs : undefined}>
                {shown(of.person)}
                {differs && (
                  <Badge size="sm" variant="light" color="gold" tt="none" ml={6}>
                    {say({ vi: 'khác', en: 'differs' })}
                  </Badge>
                )}
                {name === 'name' && of.deceased && (
                  <Badge size="sm" variant="light" color="gray" tt="none" ml={6}>
                    {say({ vi: 'đã mất', en: 'deceased' })}
                  </Badge>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function dayOf(text: string | null): string | null {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) ? day(text) : text
}

function residenceOf({ address, commune, communeCode }: Side): string | null {
  const parts = [address, commune ?? communeCode].filter((it) => it !== null && it !== '')
  return parts.length > 0 ? parts.join(', ') : null
}
