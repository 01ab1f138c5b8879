/** pdfsig (poppler, NSS) and qpdf on signed PDF files: `npm run judge -- pdf`. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agency, fetchAuthority, official, revoke } from '#testing/authority'
import { hold, type Judge } from '#testing/judging'
import { samplePdf } from '#testing/pdf'
import { listen } from '#testing/programs'

export const programs = ['pdfsig', 'certutil', 'qpdf']

export const judgePdf: Judge = async ({ center, folder }, say) => {
  const { trustServices } = center.rooms
  const { root } = await fetchAuthority(center.url, folder)
  const nss = await trustRoot(folder, root)
  // The certificates name this center's live responder, and pdfsig asks it.
  const pdfsig = async (name: string, pdf: Uint8Array) => {
    const file = join(folder, `${name}.pdf`)
    writeFileSync(file, pdf)
    const { text } = await listen('pdfsig', ['-nssdir', nss, file])
    return text
  }
  const sealed = await trustServices.signPdf({
    pdf: samplePdf(),
    signer: { kind: 'agency', organisation: agency },
    reference: 'judge',
    reason: 'Xác nhận thông tin về cư trú',
    appearance: { page: 0, rect: [360, 80, 540, 160], content: '0.8 0 0 RG 0 0 180 80 re S' },
  })
  const verdict = await pdfsig('sealed', sealed.pdf)
  assert.match(verdict, /Signature Validation: Signature is Valid\./, verdict)
  assert.match(verdict, /Certificate Validation: Certificate is Trusted\./, verdict)
  assert.match(verdict, /Signature Type: ETSI\.CAdES\.detached/)
  say('pdfsig: the seal is valid and its certificate trusted')

  const both = await trustServices.signPdf({
    pdf: sealed.pdf,
    signer: {
      kind: 'official',
      official,
      activation: {
        shownDigest: Buffer.alloc(32, 7),
        confirmationId: '0198f5a0-0000-7000-8000-000000000009',
      },
    },
    reference: 'judge',
  })
  const archived = await trustServices.archivePdf(both.pdf)
  const second = await pdfsig('both', both.pdf)
  assert.equal(second.match(/Signature is Valid\./g)?.length, 2, second)
  assert.equal(second.match(/Certificate is Trusted\./g)?.length, 2, second)
  say('pdfsig: a second signature leaves the first one valid')

  for (const [name, pdf] of Object.entries({ sealed: sealed.pdf, both: both.pdf, archived })) {
    writeFileSync(join(folder, `${name}.pdf`), pdf)
    const { text, status } = await listen('qpdf', ['--check', join(folder, `${name}.pdf`)])
    assert.equal(status, 0, text)
    assert.match(text, /No syntax or stream encoding errors found/)
  }
  say('qpdf --check: no errors in a file with one, two, and three revisions more')

  const bent = Buffer.from(sealed.pdf)
  const at = bent.indexOf('Xac nhan')
  bent[at] = (bent[at] as number) ^ 1
  const changed = await pdfsig('bent', bent)
  assert.match(changed, /Digest Mismatch/, changed)
  say('pdfsig: one flipped bit in the text is a digest mismatch')

  await revoke(center, sealed.certificate)
  const ended = await pdfsig('revoked', sealed.pdf)
  assert.match(ended, /Certificate has been Revoked/, ended)
  say('pdfsig: asks the live responder, and hears that the certificate was revoked')
}

async function trustRoot(folder: string, root: string): Promise<string> {
  const nss = join(folder, 'nss')
  mkdirSync(nss, { recursive: true })
  const database = `sql:${nss}`
  await listen('certutil', ['-N', '-d', database, '--empty-password'])
  await listen('certutil', ['-A', '-d', database, '-n', 'NDC', '-t', 'C,C,C', '-i', root])
  return database
}

if (import.meta.main) await hold(judgePdf, programs)
