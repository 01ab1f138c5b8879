/** A PostgreSQL to work on: the embedded one, or any other by its address. */
export type Postgres = {
  readonly kind: 'embedded' | 'external'
  /** Connects as the role that owns the schemas; for migrations and bulk loads only. */
  readonly ownerUrl: string
  /** Connects as the role the program works under; it owns nothing. */
  readonly appUrl: string
  /** The name of that role. */
  readonly appRole: string
  /** Ends the embedded server; leaves an external one alone. */
  stop(): Promise<void>
}

export type PostgresConfig = {
  /** postgres://… of a role that may create roles and schemas; empty for the embedded server. */
  url: string
  /** The TCP port of the embedded server; 0 takes a free one. */
  port: number
  /** Where the embedded server keeps its files. */
  folder: string
  /** False gives up durability for speed; for tests only. */
  durable: boolean
}
