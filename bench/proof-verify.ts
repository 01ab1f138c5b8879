/**
 * Checking a proof of anchoring offline: all of it, with the commit of 49 validators, and what is
 * left for another proof under a header that was checked before. A log of 200,000 records, a state
 * of 10,000 accounts with as many words in the contract's storage. One core; nothing else checks
 * the same, so there is no peer.
 */
import { randomBytes } from 'node:crypto'
import {
  type RecordProof,
  verifyEd25519,
  verifyProofFile,
  verifySignedBlock,
} from '#blockchain/verification'
import { newCommittee, proofOf, trustIn } from '#testing/record-proofs'
import { median, printHeadline, printTable, quantile } from './stand/report.ts'

const [times = 300, validators = 49] = process.argv.slice(2).map(Number)

const committee = newCommittee(validators)
const trusted = trustIn(committee)
const content = randomBytes(20_000)
const proof: RecordProof = await proofOf(content, committee, { size: 200_000, others: 10_000 })
const text = JSON.stringify(proof)

/** CPU milliseconds of each check; the first ones warm up. */
function measure(check: () => boolean): number[] {
  const took: number[] = []
  for (let nth = 0; nth < times + 50; nth++) {
    const begun = process.cpuUsage()
    const good = check()
    const { user, system } = process.cpuUsage(begun)
    if (!good) throw new Error('The proof should be good.')
    took.push((user + system) / 1_000)
  }
  return took.slice(50)
}

const whole = measure(() => verifyProofFile(text, content, trusted).good)
const header = measure(() => verifySignedBlock(proof.block, trusted, verifyEd25519).good)
printTable([
  [`CPU ms, ${validators} validators, ${(text.length / 1_024).toFixed(0)} KiB`, 'p50', 'p90'],
  ['all of it', median(whole), quantile(whole, 0.9)],
  ['the signed header alone', median(header), quantile(header, 0.9)],
  ['what is left without it', median(whole) - median(header), ''],
])
printHeadline({ name: 'proof-verify', ours: median(whole), peer: null, unit: 'ms' })
