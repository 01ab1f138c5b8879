import type { Params } from './params.ts'

/** Answers a call; what it throws is told as an error. */
export type Method = (params: Params) => unknown

export type Methods = Readonly<Record<string, Method>>
