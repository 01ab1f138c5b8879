import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { blockParts } from './seal-block.ts'
import { type BlockId, type Commit, commitHash, type Header, hexText } from './signed-block.ts'
import * as wire from './wire.ts'

type Whole = { header: Header; lastCommit: Commit; txs: string[]; parts: BlockId['parts'] }

test('blocks of CometBFT 0.38.26 have the parts, data and last commit that are made here', () => {
  const blocks = JSON.parse(
    readFileSync(new URL('seal-block.vectors.json', import.meta.url), 'utf8'),
  ) as Whole[]
  assert.equal(blocks.length, 2)
  for (const { header, lastCommit, txs, parts } of blocks) {
    const raw = txs.map((it) => Buffer.from(it, 'base64'))
    assert.deepEqual(blockParts(header, lastCommit, raw), parts)
    assert.equal(hexText(commitHash(lastCommit)), header.last_commit_hash)
    assert.equal(hexText(wire.merkleRoot(raw.map((it) => wire.digest(it)))), header.data_hash)
  }
})
