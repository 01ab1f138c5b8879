/** ASiCManifest (EN 319 162-1, A.4): digests of all that a time-stamp in the container covers. */
import { sha256 } from '#kernel/digest'
import type { Entry } from './zip.ts'

export const containerType = 'application/vnd.etsi.asic-e+zip'
export const manifestName = 'META-INF/ASiCManifest.xml'
export const stampName = 'META-INF/timestamp.tst'

const asic = 'http://uri.etsi.org/02918/v1.2.1#'
const ds = 'http://www.w3.org/2000/09/xmldsig#'
const digestMethod = 'http://www.w3.org/2001/04/xmlenc#sha256'

/** The manifest over these files; names need no escaping, since the container gives them. */
export function manifestOf(files: readonly Entry[]): Buffer {
  const references = files.map(
    ({ name, bytes }) =>
      `  <asic:DataObjectReference URI="${name}">\n` +
      `    <ds:DigestMethod Algorithm="${digestMethod}"/>\n` +
      `    <ds:DigestValue>${sha256(bytes).toString('base64')}</ds:DigestValue>\n` +
      '  </asic:DataObjectReference>\n',
  )
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<asic:ASiCManifest xmlns:asic="${asic}" xmlns:ds="${ds}">\n` +
      `  <asic:SigReference URI="${stampName}" ` +
      'MimeType="application/vnd.etsi.timestamp-token"/>\n' +
      `${references.join('')}</asic:ASiCManifest>\n`,
  )
}
