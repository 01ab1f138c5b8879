import { test } from 'node:test'
import { sit } from '#testing/judging'
import { needs } from '#testing/programs'
import { programs as chainPrograms, judgeChain } from '../judges/chain.ts'
import { judgeOcsp, programs as ocspPrograms } from '../judges/ocsp.ts'
import { judgePdf, programs as pdfPrograms } from '../judges/pdf.ts'
import { judgeTimeStamps, programs as stampPrograms } from '../judges/ts.ts'

test(
  'OpenSSL finds every certificate good with all lists checked, and a revoked one revoked',
  needs(...chainPrograms),
  () => sit(judgeChain),
)

test(
  'OpenSSL asks the live responder by POST and GET, and believes the answers',
  needs(...ocspPrograms),
  () => sit(judgeOcsp),
)

test(
  'OpenSSL verifies time-stamps of three digests, and hears why others are rejected',
  needs(...stampPrograms),
  () => sit(judgeTimeStamps),
)

test(
  'pdfsig trusts seals and signatures, sees a flipped bit and a revocation; qpdf finds no error',
  needs(...pdfPrograms),
  () => sit(judgePdf),
)
