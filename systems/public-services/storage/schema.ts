export type Schema = Record<string, any>
