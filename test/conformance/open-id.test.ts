import { test } from 'node:test'
import { needsRelyingParty } from '#testing/apache'
import { sit } from '#testing/judging'
import { judgeOpenId } from '../judges/oidc.ts'

test("Debian's mod_auth_openidc logs a person in from beginning to end", needsRelyingParty(), () =>
  sit(judgeOpenId),
)
