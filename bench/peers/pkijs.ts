/** An RFC 3161 token composed with pkijs. */
import { createHash, randomBytes, type webcrypto } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'

const [timeStampInfo, sha256] = ['1.2.840.113549.1.9.16.1.4', '2.16.840.1.101.3.4.2.1']

/** Makes tokens over this digest with a key and the chain of its certificate, in DER. */
export function openPkijs(key: webcrypto.CryptoKey, chain: readonly Buffer[], digest: Buffer) {
  const certificates = chain.map((it) => pkijs.Certificate.fromBER(new Uint8Array(it)))
  const certificateHash = createHash('sha256')
    .update(chain[0] ?? '')
    .digest()

  async function stampWithPkijs(): Promise<ArrayBuffer> {
    const body = new pkijs.TSTInfo({
      version: 1,
      policy: '2.999.1',
      messageImprint: new pkijs.MessageImprint({
        hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: sha256 }),
        hashedMessage: new asn1js.OctetString({ valueHex: digest }),
      }),
      serialNumber: new asn1js.Integer({ valueHex: randomBytes(16) }),
      genTime: new Date(),
      accuracy: new pkijs.Accuracy({ seconds: 1 }),
    })
    const bytes = new Uint8Array(body.toSchema().toBER())
    const signed = new pkijs.SignedData({
      version: 3,
      encapContentInfo: new pkijs.EncapsulatedContentInfo({
        eContentType: timeStampInfo,
        eContent: new asn1js.OctetString({ valueHex: bytes }),
      }),
      signerInfos: [new pkijs.SignerInfo({ version: 1, sid: nameOfSigner() })],
      certificates: [...certificates],
    })
    const [signer] = signed.signerInfos
    if (!signer) throw new Error('There is no signer.')
    signer.signedAttrs = new pkijs.SignedAndUnsignedAttributes({
      type: 0,
      attributes: attributesOver(bytes),
    })
    await signed.sign(key, 0, 'SHA-256')
    const content = new pkijs.ContentInfo({
      contentType: pkijs.ContentInfo.SIGNED_DATA,
      content: signed.toSchema(true),
    })
    return content.toSchema().toBER()
  }

  function nameOfSigner(): pkijs.IssuerAndSerialNumber {
    const [first] = certificates
    if (!first) throw new Error('There is no certificate.')
    return new pkijs.IssuerAndSerialNumber({
      issuer: first.issuer,
      serialNumber: first.serialNumber,
    })
  }

  function attributesOver(bytes: Uint8Array): pkijs.Attribute[] {
    const hash = createHash('sha256').update(bytes).digest()
    const binding = new asn1js.Sequence({
      value: [
        new asn1js.Sequence({
          value: [
            new asn1js.Sequence({ value: [new asn1js.OctetString({ valueHex: certificateHash })] }),
          ],
        }),
      ],
    })
    const attribute = (type: string, value: unknown) =>
      new pkijs.Attribute({ type, values: [value] })
    return [
      attribute('1.2.840.113549.1.9.3', new asn1js.ObjectIdentifier({ value: timeStampInfo })),
      attribute('1.2.840.113549.1.9.4', new asn1js.OctetString({ valueHex: hash })),
      attribute('1.2.840.113549.1.9.16.2.47', binding),
    ]
  }

  return stampWithPkijs
}
