import { SimpleGrid, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useAnswer } from './ask.ts'
import { count } from './format.ts'
import { cardClass } from './layout.tsx'
import { paths } from './paths.ts'
import { Pyramid } from './pyramid.tsx'
import { useSay } from './say.tsx'

type PyramidView = {
  people: number
  households: number
  bands: { from: number; male: number; female: number }[]
}

export default function StartPage() {
  const say = useSay()
  const pyramid = useAnswer<PyramidView>('/api/population/v1/pyramid')
  return (
    <>
      <h1 style={{ fontSize: 36 }}>
        {say({ vi: 'Trung tâm Dữ liệu quốc gia', en: 'National Data Center' })}
      </h1>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <div className={cardClass}>
          <Text>{pyramid.data && count(pyramid.data.people, say.language)}</Text>
          {pyramid.data && <Pyramid bands={pyramid.data.bands} />}
        </div>
        <Link href={paths.services} className={cardClass}>
          x
        </Link>
      </SimpleGrid>
    </>
  )
}
