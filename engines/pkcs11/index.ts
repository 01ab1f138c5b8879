import { createRequire } from 'node:module'
import { Refusal } from '#kernel/problem'

export type Curve = 'P-256' | 'P-384'

/** A token of a PKCS#11 module: a hardware security module, or SoftHSM. Keys never leave it. */
export type Token = {
  /** Makes a key pair under an identifier of its own; gives its SubjectPublicKeyInfo in DER. */
  generate(id: Buffer, curve: Curve): Buffer
  /** The signature over a digest, as r ‖ s. */
  sign(id: Buffer, digest: Buffer): Promise<Buffer>
  destroy(id: Buffer): void
  close(): void
}

export type TokenConfig = {
  /** The path of the module's library. */
  module: string
  /** The label of the token. */
  token: string
  pin: string
}

type Handle = Buffer
type Template = { type: number; value?: Buffer | boolean | number }[]

/** What is used of the binding. It is installed apart, so its own types may be absent. */
type Binding = {
  load(path: string): void
  C_Initialize(options: { flags: number }): void
  C_Finalize(): void
  close(): void
  C_GetSlotList(tokenPresent: boolean): Handle[]
  C_GetTokenInfo(slot: Handle): { label: string }
  C_OpenSession(slot: Handle, flags: number): Handle
  C_CloseSession(session: Handle): void
  C_Login(session: Handle, user: number, pin: string): void
  C_GenerateKeyPair(
    session: Handle,
    mechanism: { mechanism: number },
    publicTemplate: Template,
    privateTemplate: Template,
  ): { publicKey: Handle; privateKey: Handle }
  C_GetAttributeValue(session: Handle, object: Handle, query: Template): { value: Buffer }[]
  C_FindObjectsInit(session: Handle, template: Template): void
  C_FindObjects(session: Handle, max: number): Handle[]
  C_FindObjectsFinal(session: Handle): void
  C_DestroyObject(session: Handle, object: Handle): void
  C_SignInit(session: Handle, mechanism: { mechanism: number }, key: Handle): void
  C_SignAsync(session: Handle, digest: Buffer, out: Buffer): Promise<Buffer>
}
type Constants = { readonly [name: `CK${string}`]: number }

const curves: Record<Curve, { parameters: string; before: string }> = {
  'P-256': {
    parameters: '06082a8648ce3d030107',
    before: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  },
  'P-384': {
    parameters: '06052b81040022',
    before: '3076301006072a8648ce3d020106052b81040022036200',
  },
}

/** CKF_OS_LOCKING_OK (PKCS#11 2.40, 3.7). */
const osLocking = 2

/** Sessions that sign at the same time. */
const maxSessions = 4

/** Opens a token; throws a `Refusal` that says what is missing. */
export function openToken({ module, token, pin }: TokenConfig): Token {
  const { binding, constants } = loadBinding()
  const ck = (name: `CK${string}`): number => {
    const value = constants[name]
    if (value === undefined) throw new Error(`The binding does not know ${name}.`)
    return value
  }
  const slot = findSlot(binding, module, token)
  const flags = ck('CKF_SERIAL_SESSION') | ck('CKF_RW_SESSION')
  const main = binding.C_OpenSession(slot, flags)
  logIn(binding, main, ck('CKU_USER'), pin, token)

  const attribute = (name: string, value?: Buffer | boolean | number) => ({
    type: ck(`CKA_${name}`),
    ...(value !== undefined && { value }),
  })
  const find = (id: Buffer, kind: string): Handle | undefined => {
    binding.C_FindObjectsInit(main, [attribute('CLASS', ck(`CKO_${kind}`)), attribute('ID', id)])
    const [found] = binding.C_FindObjects(main, 1)
    binding.C_FindObjectsFinal(main)
    return found
  }
  const sessions = lendSessions(
    () => binding.C_OpenSession(slot, flags),
    (session) => binding.C_CloseSession(session),
  )
  const handles = new Map<string, Handle>()
  const handleOf = (id: Buffer): Handle => {
    const name = id.toString('hex')
    const known = handles.get(name) ?? find(id, 'PRIVATE_KEY')
    if (!known) throw new Error(`The token holds no key ${name}.`)
    handles.set(name, known)
    return known
  }

  return {
    generate(id, curve) {
      const { parameters, before } = curves[curve]
      const { publicKey } = binding.C_GenerateKeyPair(
        main,
        { mechanism: ck('CKM_EC_KEY_PAIR_GEN') },
        [
          attribute('TOKEN', true),
          attribute('ID', id),
          attribute('VERIFY', true),
          attribute('EC_PARAMS', Buffer.from(parameters, 'hex')),
        ],
        [
          attribute('TOKEN', true),
          attribute('PRIVATE', true),
          attribute('ID', id),
          attribute('SIGN', true),
          attribute('SENSITIVE', true),
          attribute('EXTRACTABLE', false),
        ],
      )
      const [point] = binding.C_GetAttributeValue(main, publicKey, [attribute('EC_POINT')])
      if (!point) throw new Error('The token does not tell the public key.')
      // The point comes wrapped in an OCTET STRING whose length fits one byte.
      return Buffer.concat([Buffer.from(before, 'hex'), point.value.subarray(2)])
    },

    sign: (id, digest) =>
      sessions.use((session) => {
        binding.C_SignInit(session, { mechanism: ck('CKM_ECDSA') }, handleOf(id))
        return binding.C_SignAsync(session, digest, Buffer.alloc(132))
      }),

    destroy(id) {
      handles.delete(id.toString('hex'))
      for (const kind of ['PRIVATE_KEY', 'PUBLIC_KEY']) {
        const found = find(id, kind)
        if (found) binding.C_DestroyObject(main, found)
      }
    },

    close() {
      binding.C_Finalize()
      binding.close()
    },
  }
}

function loadBinding(): { binding: Binding; constants: Constants } {
  const require = createRequire(new URL('binding/package.json', import.meta.url))
  try {
    const loaded = require('pkcs11js') as { PKCS11: new () => Binding } & Constants
    return { binding: new loaded.PKCS11(), constants: loaded }
  } catch {
    throw new Refusal(
      'Keys in a PKCS#11 token need its binding, which is compiled at install. ' +
        'Run: npm ci --prefix engines/pkcs11/binding',
    )
  }
}

function findSlot(binding: Binding, module: string, token: string): Handle {
  try {
    binding.load(module)
    // Signatures are made in threads while this one goes on: the module has to lock.
    binding.C_Initialize({ flags: osLocking })
  } catch (error) {
    // Another token of the same module may be open in this process.
    const { message } = error as Error
    if (!/ALREADY_INITIALIZED/.test(message))
      throw new Refusal(`The PKCS#11 module ${module} does not open: ${message}.`)
  }
  const slots = binding.C_GetSlotList(true)
  const labels = slots.map((it) => binding.C_GetTokenInfo(it).label.replace(/[\s\0]+$/, ''))
  const found = slots[labels.indexOf(token)]
  if (found) return found
  throw new Refusal(
    `The PKCS#11 module ${module} has no token "${token}". ` +
      `Tokens: ${labels.filter(Boolean).join(', ') || 'none'}.`,
  )
}

function logIn(binding: Binding, session: Handle, user: number, pin: string, token: string): void {
  try {
    binding.C_Login(session, user, pin)
  } catch (error) {
    if (/ALREADY_LOGGED_IN/.test((error as Error).message)) return
    throw new Refusal(`The PKCS#11 token "${token}" refuses the PIN: ${(error as Error).message}.`)
  }
}

/** Lends sessions out; one that failed is ended, not lent again. At most four work at a time. */
function lendSessions(open: () => Handle, end: (session: Handle) => void) {
  const free: Handle[] = []
  const waiting: (() => void)[] = []
  let lent = 0
  const turn = (): Promise<void> | undefined => {
    if (lent++ < maxSessions) return undefined
    return new Promise((resolve) => waiting.push(resolve))
  }
  return {
    async use(work: (session: Handle) => Promise<Buffer>): Promise<Buffer> {
      await turn()
      let session: Handle | undefined
      try {
        session = free.pop() ?? open()
        const result = await work(session)
        free.push(session)
        return result
      } catch (error) {
        if (session) quietly(() => end(session as Handle))
        throw error
      } finally {
        lent--
        waiting.shift()?.()
      }
    },
  }
}

/** A session that the token lost cannot be ended any more. */
function quietly(work: () => void): void {
  try {
    work()
  } catch {}
}
