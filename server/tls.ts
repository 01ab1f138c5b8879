// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 wants it loaded before
import 'reflect-metadata'
import { createPrivateKey, X509Certificate as NodeCertificate, type webcrypto } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Server as HttpsServer } from 'node:https'
import { isIP } from 'node:net'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { Clock } from '#kernel/clock'
import { codeOf, Refusal } from '#kernel/problem'
import { type Secrets, writeDurably } from '#kernel/secrets'
import type { Server } from '#kernel/server'
import type { CenterConfig } from './config.ts'

/** What the server proves itself with; `root` only where a local authority vouches for it. */
export type Tls = { readonly cert: string; readonly key: string; readonly root?: string }

type Place = { folder: string; secrets: Secrets; clock: Clock }

const dayMs = 86_400_000
/** Browsers refuse longer leaves than 398 days; a short one is renewed before it is in the way. */
const leafDays = 90
const renewWithinDays = 30
const rootDays = 3_650
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const purpose = 'tls-key'

/** The certificate to serve with: the given files, or one of the local authority's. */
export async function openTls(
  { tls }: Pick<CenterConfig, 'tls'>,
  place: Place,
): Promise<Tls | undefined> {
  if (!tls.on) return undefined
  if (tls.certificate === undefined && tls.key === undefined)
    return ofLocalAuthority(tls.names, place)
  if (tls.certificate === undefined || tls.key === undefined) {
    throw new Refusal('NDC_TLS_CERTIFICATE and NDC_TLS_KEY belong together: set both, or neither.')
  }
  const given = { cert: readPem(tls.certificate), key: readPem(tls.key) }
  if (new NodeCertificate(given.cert).validToDate < place.clock.now()) {
    throw new Refusal(`The certificate in ${tls.certificate} has expired.`)
  }
  return given
}

/** Looks once a day whether a new certificate is due, and serves with it from then on. */
export function keepTlsFresh(server: Server, open: () => Promise<Tls | undefined>): void {
  const timer = setInterval(() => {
    open()
      .then((tls) => tls && (server.server as HttpsServer).setSecureContext(tls))
      .catch((err: unknown) => server.log.error({ err }, 'the certificate was not renewed'))
  }, dayMs)
  timer.unref()
  server.addHook('onClose', async () => clearInterval(timer))
}

/** /tls/root.crt — what a phone installs to trust this center. */
export function serveRoot(server: Server, root: string): void {
  const der = Buffer.from(new X509Certificate(root).rawData)
  server.get('/tls/root.crt', { config: { access: { anyone: true } } }, (_request, reply) =>
    reply
      .type('application/x-x509-ca-cert')
      .header('content-disposition', 'attachment; filename="ndc-root.crt"')
      .send(der),
  )
}

async function ofLocalAuthority(names: readonly string[], place: Place): Promise<Tls> {
  const root = await openRoot(place)
  const kept = readKept(place, 'leaf')
  const rootPem = root.certificate.toString('pem')
  if (kept && isGood(kept.certificate, names, root.certificate, place.clock.now())) {
    return { cert: kept.certificate.toString('pem'), key: kept.key, root: rootPem }
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: `CN=${names[0] ?? 'localhost'}`,
    issuer: root.certificate.subject,
    ...validity(place.clock.now(), leafDays),
    publicKey: keys.publicKey,
    signingKey: root.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
    ],
  })
  const key = await pemOf(keys.privateKey)
  keep(place, 'leaf', certificate, key)
  return { cert: certificate.toString('pem'), key, root: rootPem }
}

/** The local authority: made once, its key sealed, its certificate for everyone. */
async function openRoot(place: Place) {
  const kept = readKept(place, 'root')
  if (kept && kept.certificate.notAfter > place.clock.now()) {
    const { certificate, key } = kept
    const der = Buffer.from(key.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
    const privateKey = await crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
    return { certificate, privateKey }
  }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: 'CN=NDC local authority, O=NDC',
    ...validity(place.clock.now(), rootDays),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  keep(place, 'root', certificate, await pemOf(keys.privateKey))
  return { certificate, privateKey: keys.privateKey }
}

function isGood(
  leaf: X509Certificate,
  names: readonly string[],
  root: X509Certificate,
  now: Date,
): boolean {
  const left = leaf.notAfter.getTime() - now.getTime()
  if (left < renewWithinDays * dayMs || leaf.notBefore > now) return false
  const node = new NodeCertificate(leaf.toString('pem'))
  const covers = (name: string) => (isIP(name) ? node.checkIP(name) : node.checkHost(name))
  return names.every(covers) && node.verify(new NodeCertificate(root.toString('pem')).publicKey)
}

function keep(
  { folder, secrets }: Place,
  name: string,
  certificate: X509Certificate,
  key: string,
): void {
  writeDurably(join(folder, `${name}.key`), secrets.seal(purpose, Buffer.from(key)))
  writeDurably(join(folder, `${name}.crt`), `${certificate.toString('pem')}\n`)
}

/** What an earlier start made; undefined where it is absent, half written or of another key. */
function readKept({ folder, secrets }: Place, name: string) {
  const [certificateFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)]
  if (!existsSync(certificateFile) || !existsSync(keyFile)) return undefined
  try {
    const key = secrets.unseal(purpose, readFileSync(keyFile)).toString()
    const certificate = new X509Certificate(readFileSync(certificateFile, 'utf8'))
    const node = new NodeCertificate(certificate.toString('pem'))
    return node.checkPrivateKey(createPrivateKey(key)) ? { certificate, key } : undefined
  } catch {
    return undefined
  }
}

function validity(now: Date, days: number) {
  // A phone whose clock is a little behind must not find it "not yet valid".
  return {
    notBefore: new Date(now.getTime() - dayMs),
    notAfter: new Date(now.getTime() + (days - 1) * dayMs),
  }
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
}

/** 127 random bits: positive, unique, not to be guessed (RFC 5280, 4.1.2.2). */
function newSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Refusal(`${file} cannot be read (${codeOf(error) ?? 'unknown reason'}).`)
  }
}
