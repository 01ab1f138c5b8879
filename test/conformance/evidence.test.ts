import { test } from 'node:test'
import { sit } from '#testing/judging'
import { needs } from '#testing/programs'
import { judgeEvidence, people, programs } from '../judges/evidence.ts'

test(
  'OpenSSL and an independent script believe the proof of an exchange, and refuse every change',
  needs(...programs),
  () => sit(judgeEvidence, people),
)
