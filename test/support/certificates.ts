// The certificates' library wants it there before itself.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { KeyObject, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

/** An authority of its own, with keys and certificates made in this process. */
export type TestAuthority = {
  /** DER. */
  readonly root: Buffer
  issue(order: Order): Promise<Issued>
}

export type Order = {
  readonly name: string
  readonly from?: Date
  readonly until?: Date
  /** Signed by itself. */
  readonly own?: boolean
}

export type Issued = {
  readonly key: KeyObject
  /** DER. */
  readonly certificate: Buffer
  readonly pem: string
  readonly keyPem: string
  /** Hex. */
  readonly serial: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 86_400_000

let serials = 1

export async function makeAuthority(name = 'Authority'): Promise<TestAuthority> {
  x509.cryptoProvider.set(webcrypto as never)
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const now = Date.now()
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: nextSerial(),
    name: `CN=${name}`,
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + 3650 * dayMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return {
    root: Buffer.from(root.rawData),
    async issue({ name: holder, from, until, own }) {
      const held = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: nextSerial(),
        subject: `CN=${holder}`,
        issuer: own ? `CN=${holder}` : root.subject,
        notBefore: from ?? new Date(now - dayMs),
        notAfter: until ?? new Date(now + 90 * dayMs),
        publicKey: held.publicKey,
        signingKey: (own ? held : keys).privateKey,
        signingAlgorithm: algorithm,
        extensions: [
          new x509.BasicConstraintsExtension(false),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        ],
      })
      const key = KeyObject.from(held.privateKey)
      return {
        key,
        certificate: Buffer.from(certificate.rawData),
        pem: certificate.toString('pem'),
        keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
        serial: certificate.serialNumber,
      }
    },
  }
}

function nextSerial(): string {
  return (0x1000 + serials++).toString(16).padStart(6, '0')
}
