/** The colour of a run by its state. */
export const runColors: Readonly<Record<string, string>> = {
  waiting: 'gray',
  running: 'gold',
  done: 'jade',
  blocked: 'lacquer',
  failed: 'lacquer',
  cancelled: 'gray',
}

export const isUnderWay = (state: string): boolean => state === 'waiting' || state === 'running'
