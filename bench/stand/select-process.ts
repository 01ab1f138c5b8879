/** A bare driver that asks the database for one person at a time, by number. */
import pg from 'pg'

type Order = { url: string; numbers: string[] } | { seconds: number }

const query = {
  name: 'person',
  text: `select id, full_name, birth_on, sex, current_commune, died_on
    from population.person where number = $1`,
}
let clients: pg.Client[] = []
let numbers: string[] = []
let at = 0

async function ask(client: pg.Client, until: number): Promise<number> {
  let answers = 0
  while (performance.now() < until) {
    const { rows } = await client.query({ ...query, values: [numbers[at++ % numbers.length]] })
    if (rows.length !== 1) throw new Error('Somebody is not there.')
    answers++
  }
  return answers
}

async function follow(it: Order): Promise<number> {
  if ('url' in it) {
    numbers = it.numbers
    clients = Array.from({ length: 8 }, () => new pg.Client({ connectionString: it.url }))
    await Promise.all(clients.map((client) => client.connect()))
    return 0
  }
  const until = performance.now() + it.seconds * 1000
  const answers = await Promise.all(clients.map((client) => ask(client, until)))
  return answers.reduce((sum, one) => sum + one, 0)
}

process.on('message', (it: Order) => void follow(it).then((answer) => process.send?.(answer)))
process.once('SIGTERM', () => process.exit(0))
