import { Type } from 'typebox'
import type { Config } from '#kernel/config'

/** Everything that can be set, by environment variable or flag. Secrets are files or derived. */
export const sections = {
  center: {
    prefix: '',
    shape: Type.Object({
      mode: Type.Enum(['demonstration', 'production'], {
        default: 'demonstration',
        description:
          'demonstration: a synthetic nation with ready personas, on loopback only. ' +
          'production: real people; TLS is required and no default secret is accepted',
      }),
      data: Type.String({
        flag: 'data',
        default: 'data',
        description: 'The folder for the embedded database, keys and uploads',
      }),
      host: Type.String({
        flag: 'host',
        default: '127.0.0.1',
        description: 'The address to listen on',
      }),
      port: Type.Integer({
        flag: 'port',
        default: 8080,
        minimum: 0,
        maximum: 65_535,
        description: 'The port to listen on',
      }),
      publicUrl: Type.String({
        pattern: '^$|^https?://[^/]+$',
        default: '',
        description:
          'Where people reach this center (scheme, host, port; no final slash). ' +
          'Empty: http://localhost and the port, or https with --tls',
      }),
      trustProxy: Type.Optional(
        Type.Array(Type.String(), {
          description: 'Addresses of reverse proxies whose X-Forwarded-For is believed',
        }),
      ),
      logLevel: Type.Enum(['debug', 'info', 'warn', 'error', 'silent'], {
        flag: 'log',
        default: 'info',
        description: 'What to log',
      }),
      metricsToken: Type.String({
        secret: true,
        default: '',
        description: 'Bearer token for /metrics from other machines; empty: this machine only',
      }),
      serve: Type.Optional(
        Type.Array(Type.String(), {
          flag: 'serve',
          description: 'Rooms whose routes this process serves; all when unsaid',
        }),
      ),
      work: Type.Optional(
        Type.Array(Type.String(), {
          flag: 'work',
          description: 'Rooms whose jobs this process works on; all when unsaid, "none" for none',
        }),
      ),
    }),
  },
  tls: {
    prefix: 'tls',
    shape: Type.Object({
      on: Type.Boolean({
        flag: 'tls',
        default: false,
        description:
          'Serve HTTPS. Without certificate files, a local authority is made whose root a phone ' +
          'can install (data/tls/root.crt)',
      }),
      certificate: Type.Optional(Type.String({ description: 'PEM file: certificate and chain' })),
      key: Type.Optional(Type.String({ description: 'PEM file: the private key' })),
      names: Type.Array(Type.String(), {
        flag: 'tls-names',
        default: ['localhost'],
        description: 'Host names and addresses in the certificate of the local authority',
      }),
    }),
  },
  database: {
    prefix: 'database',
    shape: Type.Object({
      url: Type.String({
        secret: true,
        default: '',
        description:
          'postgres://… of an ordinary PostgreSQL ≥ 15 (role with CREATEROLE that owns the ' +
          'database). Empty: the embedded one',
      }),
      port: Type.Integer({
        default: 0,
        minimum: 0,
        maximum: 65_535,
        description: 'The port of the embedded database; 0 takes a free one',
      }),
      connections: Type.Integer({
        default: 8,
        minimum: 2,
        maximum: 200,
        description: 'Connections that each room may hold',
      }),
    }),
  },
  trustServices: {
    prefix: 'trust-services',
    shape: Type.Object({
      url: Type.String({
        pattern: '^$|^https?://[^/]+$',
        default: '',
        description:
          'Where certificates say that revocation data is found; by custom plain HTTP, which ' +
          'every checking program speaks. Empty: the public URL',
      }),
      pkcs11Module: Type.String({
        default: '',
        description:
          'The library of a PKCS#11 module in which new signing keys are made and kept. ' +
          'Empty: keys are kept in the database, sealed under the master key',
      }),
      pkcs11Token: Type.String({ default: 'ndc', description: 'The label of the PKCS#11 token' }),
      pkcs11Pin: Type.String({
        secret: true,
        default: '',
        description: 'The user PIN of the PKCS#11 token',
      }),
    }),
  },
  workshop: {
    prefix: 'workshop',
    shape: Type.Object({
      networks: Type.Array(Type.String({ pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$' }), {
        default: [],
        description:
          'Inner networks in which sources of data may lie, as 10.2.0.0/16. The public internet ' +
          'is open, and of a demonstration its own machine',
      }),
      memoryMb: Type.Integer({
        default: 1_024,
        minimum: 256,
        maximum: 1_048_576,
        description: 'Memory of one step at work; beyond it, DuckDB spills into the data folder',
      }),
      threads: Type.Integer({
        default: 2,
        minimum: 1,
        maximum: 256,
        description: 'Threads of one step at work',
      }),
    }),
  },
  nation: {
    prefix: 'nation',
    shape: Type.Object({
      people: Type.Integer({
        flag: 'people',
        default: 20_000,
        minimum: 0,
        maximum: 10_000_000,
        description: 'People of the synthetic nation that an empty database is filled with',
      }),
      seed: Type.Integer({
        flag: 'seed',
        default: 1945,
        minimum: 0,
        maximum: 4_294_967_295,
        description: 'The same seed makes the same nation on every machine',
      }),
      agencies: Type.Boolean({
        flag: 'agencies',
        default: true,
        description:
          'In a demonstration: run the agencies of the nation, each with a registry and a ' +
          'gateway of its own, in a process beside the center',
      }),
      communes: Type.Optional(
        Type.String({
          flag: 'communes',
          description: 'A JSON file with the official list of communes, instead of invented ones',
        }),
      ),
    }),
  },
  dataCoordination: {
    prefix: 'data-coordination',
    shape: Type.Object({
      tryGateway: Type.String({
        pattern: '^$|^https?://[^/]+$',
        default: '',
        description:
          'Where the gateway of VN/GOV/NDC/try-it takes calls: stewards try services through it, ' +
          'on test data. Empty: that of the demonstration, or nothing can be tried',
      }),
      workshopGateway: Type.String({
        pattern: '^$|^https?://[^/]+$',
        default: '',
        description:
          'Where the gateway of VN/GOV/NDC/workshop takes calls: owners of data make corrections ' +
          'that they accepted through it. Empty: that of the demonstration, or they do it by hand',
      }),
    }),
  },
  blockchain: {
    prefix: 'blockchain',
    shape: Type.Object({
      node: Type.String({
        pattern: '^$|^https?://[^/]+$',
        default: '',
        description:
          'Where a node of the chain takes JSON-RPC, as http://10.2.0.5:8545. Empty: a node of ' +
          'the center’s own, in a process beside it',
      }),
      embedded: Type.Boolean({
        flag: 'chain',
        default: true,
        description: 'Run a node of the center’s own where no other is named',
      }),
      chainId: Type.Integer({
        default: 70_401,
        minimum: 1,
        maximum: 4_503_599_627_370_000,
        description: 'The chain id of a network that the center begins; it never changes after',
      }),
      history: Type.Enum(['archive', 'pruned'], {
        default: 'archive',
        description:
          'archive: the node answers about the state after every block. pruned: only after the ' +
          'last thousand; blocks and receipts stay',
      }),
    }),
  },
  publicServices: {
    prefix: 'public-services',
    shape: Type.Object({
      gateway: Type.String({
        pattern: '^$|^https?://[^/]+$',
        default: '',
        description:
          'Where the gateway of public services takes calls of this center, as ' +
          'http://127.0.0.1:4401. Empty: that of the demonstration, or no agency is asked',
      }),
    }),
  },
  mail: {
    prefix: 'mail',
    shape: Type.Object({
      url: Type.String({
        secret: true,
        pattern: '^$|^smtps?://.+',
        default: '',
        description: 'smtp(s)://user:password@host:port. Empty: letters are kept in data/mail',
      }),
      from: Type.String({
        default: 'Trung tâm dữ liệu quốc gia <no-reply@localhost>',
        description: 'The sender of letters',
      }),
    }),
  },
} as const

export type CenterConfig = Config<typeof sections>
