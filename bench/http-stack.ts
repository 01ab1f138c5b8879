/**
 * Requests per CPU-second through all that a request goes through here (who calls, may they, how
 * often, body and answer checked against their schemas, trace, metrics, one line of log) against
 * the same answers from bare node:http. The database behind it is counted; the caller is not.
 */
import { once } from 'node:events'
import { prepareFolder } from './stand/center.ts'
import { press, wire } from './stand/load.ts'
import { cpuOfTree } from './stand/processes.ts'
import { addPrograms, type Program, tokenOf } from './stand/programs.ts'
import { median, printHeadline, printTable } from './stand/report.ts'
import { serveCenter, startProcess, stopProcess } from './stand/served.ts'

const [rounds = 7, seconds = 3] = process.argv.slice(2).map(Number)
const load = { connections: 64, seconds }
const scopes = ['population.read']

let programs: Program[] = []
using folder = await prepareFolder(0, async (center) => {
  programs = await addPrograms(center, 20, scopes)
})
await using center = await serveCenter(
  folder.path,
  { NDC_WORK: 'none', NDC_NATION_PEOPLE: '0' },
  { program: 'stack-process' },
)
const tokens = await Promise.all(programs.map((it) => tokenOf(center.tokenUrl, it, scopes)))
const bare = startProcess('bare-process')
try {
  const [url] = (await once(bare, 'message')) as [string]
  report(await measure(url))
} finally {
  await stopProcess(bare)
}

/** A thousand requests of different callers about different things, again and again. */
function asking(make: (token: Record<string, string>, at: number) => Buffer): () => Buffer {
  const all = Array.from({ length: 1_000 }, (_, at) => make(tokens[at % tokens.length] ?? {}, at))
  let at = 0
  return () => all[at++ % all.length] as Buffer
}

type Round = { open: number; get: number; post: number; bareGet: number; barePost: number }

/** Per CPU-second, round by round; a first round warms up and does not count. */
async function measure(bareUrl: string): Promise<Round[]> {
  const id = (at: number) => `018f0000-0000-7000-8000-${String(at).padStart(12, '0')}`
  const get = asking((token, at) => wire('GET', `/api/stack/v1/facts/${id(at)}`, token))
  const open = asking((_, at) => wire('GET', `/api/stack/v1/open/${id(at)}`))
  const claims = { fullName: 'Nguyễn Thị Mai', birthOn: '1994-03-08', alive: 'yes' }
  const post = asking((token, at) =>
    wire('POST', '/api/stack/v1/facts', token, {
      number: String(at).padStart(12, '0'),
      purpose: 'open-account',
      claims,
    }),
  )
  const bareCpu = () => cpuOfTree(bare.pid as number)
  const slice = async (url: string, cpu: () => number, next: () => Buffer) => {
    const before = cpu()
    const count = await press(url, load, next)
    return count / (cpu() - before)
  }
  const all: Round[] = []
  for (let round = 0; round <= rounds; round++) {
    const it = {
      get: await slice(center.url, center.cpu, get),
      bareGet: await slice(bareUrl, bareCpu, get),
      post: await slice(center.url, center.cpu, post),
      barePost: await slice(bareUrl, bareCpu, post),
      open: await slice(center.url, center.cpu, open),
    }
    if (round > 0) all.push(it)
  }
  return all
}

function report(all: Round[]): void {
  const rate = (of: keyof Round) => Math.round(median(all.map((it) => it[of])))
  const row = (title: string, ours: keyof Round, peer: keyof Round) => [
    title,
    rate(ours),
    rate(peer),
    median(all.map((it) => it[ours] / it[peer])),
  ]
  printTable([
    ['per CPU-second', 'ours', 'node:http', 'ratio'],
    row('GET by a program with a token', 'get', 'bareGet'),
    row('GET by anyone', 'open', 'bareGet'),
    row('POST by a program, body checked', 'post', 'barePost'),
  ])
  // One of each, as CPU time adds up.
  const both = (one: number, other: number) => 2 / (1 / one + 1 / other)
  printHeadline({
    name: 'http-stack',
    ours: both(rate('get'), rate('post')),
    peer: both(rate('bareGet'), rate('barePost')),
    unit: 'requests per CPU-second, GET and POST in turn',
  })
}
