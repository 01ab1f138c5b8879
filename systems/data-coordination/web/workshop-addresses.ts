const base = '/data-coordination/workshop'

/** Where the pages of the workshop are. */
export const toWorkshop = {
  start: base,
  connect: `${base}/sources/new`,
  dataset: (code: string, part = 'profile') => `${base}/datasets/${code}/${part}`,
  run: (id: string) => `${base}/runs/${id}`,
  reviews: `${base}/reviews`,
  links: `${base}/links`,
  link: (id: string) => `${base}/links/${id}`,
  merges: `${base}/merges`,
  merge: (id: string) => `${base}/merges/${id}`,
  dictionary: `${base}/dictionary`,
  codeList: (code: string) => `${base}/dictionary/${code}`,
  corrections: '/data-coordination/corrections',
  correction: (id: string) => `/data-coordination/corrections/${id}`,
  correctionQueue: `${base}/corrections`,
}
