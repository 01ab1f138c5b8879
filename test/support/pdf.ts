import { composePdf, streamBody } from '#trust-services'

/** A small PDF of one page that says `text` (ASCII). */
export function samplePdf(text = 'Xac nhan thong tin ve cu tru', id = 1): Buffer {
  const content = Buffer.from(`BT /F1 18 Tf 72 760 Td (${text}) Tj ET`, 'latin1')
  return composePdf(
    [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Count 1/Kids[3 0 R]>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R' +
        '/Resources<</Font<</F1 5 0 R>>>>>>',
      streamBody('', content),
      '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ],
    1,
    Buffer.alloc(16, id),
  )
}
