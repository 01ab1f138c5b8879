import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bytesToHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  keccak256,
  stringToHex,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import {
  anchorAbi,
  credentialRootsAbi,
  didRegistryAbi,
  documentHashesAbi,
  governanceAbi,
  issuersAbi,
  statusListsAbi,
} from '../contracts/abi.ts'
import { systemAddresses } from '../contracts/addresses.ts'
import { pairHash, pairLeaf, pairTree, verifyPairProof } from '../domain/pair-tree.ts'
import { account, council, openContracts, validatorKey } from './contract-stand.ts'

const dids = { address: systemAddresses.didRegistry, abi: didRegistryAbi } as const
const issuers = { address: systemAddresses.issuers, abi: issuersAbi } as const
const roots = { address: systemAddresses.credentialRoots, abi: credentialRootsAbi } as const
const lists = { address: systemAddresses.statusLists, abi: statusListsAbi } as const
const documents = { address: systemAddresses.documentHashes, abi: documentHashesAbi } as const
const anchor = { address: systemAddresses.anchor, abi: anchorAbi } as const

const [admin, steward, issuer, stranger] = [1, 5, 6, 99].map(account) as [Hex, Hex, Hex, Hex]
const steward32 = keccak256(stringToHex('STEWARD'))
const issuer32 = keccak256(stringToHex('ISSUER'))
const hash = (text: string) => keccak256(stringToHex(text))
const refused = (name: string) => ({ name })
const kinds = { people: 1, item: 2, location: 3, activity: 4 }

async function open() {
  const stand = await openContracts({
    members: council(1),
    validators: [{ ed25519Key: validatorKey(1), power: 1, member: 1 }],
    admins: [admin],
    logs: [{ log: hash('documents'), owner: admin }],
  })
  await stand.call(admin, dids, 'grantRole', [steward32, steward])
  await stand.call(admin, dids, 'grantRole', [issuer32, issuer])
  await stand.call(steward, issuers, 'admit', [issuer, 'Bộ Giáo dục và Đào tạo'])
  return stand
}

test('a person registers a DID, changes its document, hands it over and ends it', async () => {
  const { call, wait, now } = await open()
  const did = account(20)
  await call(did, dids, 'register', [did, kinds.people, hash('v1')])
  const registered = { block: now.block, seconds: now.seconds }
  await assert.rejects(
    call(did, dids, 'register', [did, 1, hash('v1')]),
    refused('AlreadyRegistered'),
  )
  wait(1_000)
  await call(did, dids, 'update', [did, hash('v2')])
  await call(did, dids, 'advanceEpoch', [did])
  const { answer } = await call(stranger, dids, 'resolve', [did])
  assert.deepEqual(answer, {
    controller: did,
    kind: kinds.people,
    deactivated: false,
    versions: 2,
    epoch: 1,
    documentHash: hash('v2'),
  })
  for (const [time, version] of [
    [0, 1],
    [999, 1],
    [1_000, 2],
    [5_000, 2],
  ] as const) {
    const at = BigInt(registered.seconds + time)
    const { answer: found } = await call(stranger, dids, 'versionAtTime', [did, at])
    assert.equal(found[0], version, `${time} seconds later`)
  }
  const { answer: byBlock } = await call(stranger, dids, 'versionAtBlock', [did, BigInt(now.block)])
  assert.equal(byBlock[1].documentHash, hash('v2'))
  const early = BigInt(registered.seconds - 1)
  await assert.rejects(call(did, dids, 'versionAtTime', [did, early]), refused('NoSuchVersion'))
  await assert.rejects(call(did, dids, 'versionOf', [did, 3]), refused('NoSuchVersion'))
  await call(did, dids, 'rotate', [did, account(21)])
  await assert.rejects(call(did, dids, 'update', [did, hash('v3')]), refused('NotController'))
  await call(account(21), dids, 'update', [did, hash('v3')])
  await assert.rejects(call(stranger, dids, 'deactivate', [did]), refused('NotController'))
  await call(steward, dids, 'deactivate', [did])
  await assert.rejects(
    call(account(21), dids, 'update', [did, hash('v4')]),
    refused('IsDeactivated'),
  )
  await assert.rejects(
    call(did, dids, 'register', [did, 1, hash('v1')]),
    refused('AlreadyRegistered'),
  )
})

test('others register only items, locations and activities, and only with a role', async () => {
  const { call } = await open()
  const thing = account(30)
  const register = (from: Hex, kind: number, document = hash('d')) =>
    call(from, dids, 'register', [thing, kind, document])
  await assert.rejects(register(stranger, kinds.item), refused('MayNotRegister'))
  await assert.rejects(register(issuer, kinds.people), refused('MayNotRegister'))
  await assert.rejects(register(issuer, 0), refused('BadKind'))
  await assert.rejects(register(issuer, kinds.item, `0x${'0'.repeat(64)}`), refused('BadHash'))
  await register(issuer, kinds.item)
  const zero = `0x${'0'.repeat(40)}` as const
  await assert.rejects(call(issuer, dids, 'rotate', [thing, zero]), refused('BadController'))
  await assert.rejects(
    call(issuer, dids, 'update', [account(31), hash('x')]),
    refused('NotRegistered'),
  )
  await assert.rejects(
    call(stranger, dids, 'grantRole', [issuer32, stranger]),
    refused('AccessControlUnauthorizedAccount'),
  )
})

test('a holder without gas signs (EIP-712) and anyone hands the change in, once and in time', async () => {
  const { call, now } = await open()
  const holder = privateKeyToAccount(`0x${'7'.repeat(64)}`)
  const did = holder.address
  const deadline = BigInt(now.seconds + 100)
  const domain = {
    name: 'did:nda registry',
    version: '1',
    chainId: 70_401,
    verifyingContract: dids.address,
  }
  const fields = (text: string) =>
    text
      .split(',')
      .map((it) => ({ type: it.split(' ')[0] as string, name: it.split(' ')[1] as string }))
  const sign = (primaryType: string, shape: string, message: Record<string, unknown>) =>
    holder.signTypedData({ domain, primaryType, types: { [primaryType]: fields(shape) }, message })
  const registration = await sign(
    'Register',
    'address did,address controller,uint8 kind,bytes32 documentHash,uint256 nonce,uint256 deadline',
    { did, controller: did, kind: 1, documentHash: hash('a'), nonce: 0n, deadline },
  )
  const register = (kind: number) =>
    call(stranger, dids, 'registerSigned', [did, did, kind, hash('a'), deadline, registration])
  await assert.rejects(register(2), refused('BadSignature'))
  await register(1)
  const update = (nonce: bigint, until = deadline) =>
    sign('Update', 'address did,bytes32 documentHash,uint256 nonce,uint256 deadline', {
      did,
      documentHash: hash('b'),
      nonce,
      deadline: until,
    })
  const send = (signature: Hex, until = deadline) =>
    call(stranger, dids, 'updateSigned', [did, hash('b'), until, signature])
  await assert.rejects(send(await update(0n)), refused('BadSignature'))
  const past = BigInt(now.seconds - 1)
  await assert.rejects(send(await update(1n, past), past), refused('SignatureExpired'))
  const once = await update(1n)
  await send(once)
  await assert.rejects(send(once), refused('BadSignature'))
  const epoch = await sign('AdvanceEpoch', 'address did,uint256 nonce,uint256 deadline', {
    did,
    nonce: 2n,
    deadline,
  })
  await call(stranger, dids, 'advanceEpochSigned', [did, deadline, epoch])
  const rotation = await sign(
    'Rotate',
    'address did,address controller,uint256 nonce,uint256 deadline',
    {
      did,
      controller: account(40),
      nonce: 3n,
      deadline,
    },
  )
  await call(stranger, dids, 'rotateSigned', [did, account(40), deadline, rotation])
  const end = await sign('Deactivate', 'address did,uint256 nonce,uint256 deadline', {
    did,
    nonce: 4n,
    deadline,
  })
  const deactivation = call(stranger, dids, 'deactivateSigned', [did, deadline, end])
  await assert.rejects(deactivation, refused('BadSignature'), 'the former controller has signed')
})

test('stewards and votes admit issuers, and say what each may issue from when to when', async () => {
  const stand = await open()
  const { call, now, wait } = stand
  const degree = hash('https://ndc.example/credentials/degree')
  await assert.rejects(call(stranger, issuers, 'admit', [stranger, 'Me']), refused('NotSteward'))
  await assert.rejects(
    call(steward, issuers, 'admit', [issuer, 'Again']),
    refused('AlreadyAdmitted'),
  )
  await assert.rejects(call(steward, issuers, 'admit', [account(8), '']), refused('BadName'))
  const zero = `0x${'0'.repeat(40)}` as const
  await assert.rejects(call(steward, issuers, 'admit', [zero, 'X']), refused('BadIssuer'))
  await assert.rejects(call(steward, issuers, 'grant', [stranger, degree]), refused('NotAdmitted'))
  await call(steward, issuers, 'grant', [issuer, degree])
  const granted = BigInt(now.seconds)
  await assert.rejects(call(steward, issuers, 'grant', [issuer, degree]), refused('AlreadyGranted'))
  const ask = async (name: 'mayIssue') =>
    (await call(stranger, issuers, name, [issuer, degree])).answer
  const askAt = async (time: bigint) =>
    (await call(stranger, issuers, 'mightIssueAt', [issuer, degree, time])).answer
  assert.equal(await ask('mayIssue'), true)
  wait(500)
  await call(steward, issuers, 'suspend', [issuer])
  await assert.rejects(call(steward, issuers, 'suspend', [issuer]), refused('IsSuspended'))
  assert.equal(await ask('mayIssue'), false)
  assert.deepEqual(
    [await askAt(granted - 1n), await askAt(granted), await askAt(granted + 500n)],
    [false, true, false],
  )
  await call(steward, issuers, 'restore', [issuer])
  await assert.rejects(call(steward, issuers, 'restore', [issuer]), refused('NotSuspended'))
  await call(steward, issuers, 'withdraw', [issuer, degree])
  await assert.rejects(call(steward, issuers, 'withdraw', [issuer, degree]), refused('NotGranted'))
  assert.equal(await askAt(granted), true)
  const governance = { address: systemAddresses.governance, abi: governanceAbi } as const
  const data = encodeFunctionData({
    ...issuers,
    functionName: 'admit',
    args: [account(9), 'Bộ Y tế'],
  })
  const { answer } = await call(admin, governance, 'propose', [issuers.address, data, '', 60n])
  await call(admin, governance, 'execute', [answer])
  assert.deepEqual((await call(stranger, issuers, 'page', [0n, 10n])).answer, [issuer, account(9)])
  await assert.rejects(call(stranger, issuers, 'page', [0n, 201n]), refused('BadPage'))
})

test('OpenZeppelin verifies on the chain every proof of the tree, and no other', async () => {
  const { call } = await open()
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.uint8Array({ minLength: 32, maxLength: 32 }), {
        minLength: 1,
        maxLength: 40,
        selector: (it) => bytesToHex(it),
      }),
      fc.nat(),
      async (commitments, pick) => {
        const tree = pairTree(commitments)
        const root = bytesToHex(tree.root)
        await call(issuer, roots, 'publish', [root, BigInt(commitments.length)])
        const chosen = commitments[pick % commitments.length] as Uint8Array
        const proof = tree.proof(chosen) as Uint8Array[]
        const other = pairLeaf(chosen)
        for (const [commitment, path, expected] of [
          [chosen, proof, true],
          [other, proof, false],
          [chosen, [...proof, other], false],
          [chosen, proof.slice(1), proof.length === 0],
        ] as const) {
          const args = [
            issuer,
            root,
            bytesToHex(commitment),
            path.map((it) => bytesToHex(it)),
          ] as const
          const { answer } = await call(stranger, roots, 'verify', args)
          assert.equal(answer, expected)
          assert.equal(verifyPairProof(tree.root, commitment, path), expected)
        }
        assert.equal(tree.proof(other), undefined)
      },
    ),
    { numRuns: 40 },
  )
  const long = Array.from({ length: 65 }, () => hash('x'))
  const walk = call(stranger, roots, 'verify', [issuer, hash('r'), hash('c'), long])
  await assert.rejects(walk, refused('ProofTooLong'))
})

test('a tree of two has the root that OpenZeppelin publishes for its example', () => {
  const leaf = (digit: string, amount: bigint) => {
    const address = `0x${digit.repeat(40)}` as const
    const value = encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [address, amount])
    return hexToBytes(keccak256(keccak256(value)))
  }
  const root = pairHash(
    leaf('1', 5_000_000_000_000_000_000n),
    leaf('2', 2_500_000_000_000_000_000n),
  )
  assert.equal(
    bytesToHex(root),
    '0xd4dee0beab2d53f2cc83e567171bd2820e49898130a22622b10ead383e90bd77',
  )
})

test('a root counts until it is revoked or its epoch ends', async () => {
  const { call } = await open()
  const valid = async (root: Hex) => (await call(stranger, roots, 'isValid', [issuer, root])).answer
  await assert.rejects(call(stranger, roots, 'publish', [hash('a'), 1n]), refused('NotIssuer'))
  await assert.rejects(call(issuer, roots, 'publish', [hash('a'), 0n]), refused('BadRoot'))
  await assert.rejects(call(issuer, roots, 'revoke', [hash('a')]), refused('NotPublished'))
  for (const it of ['a', 'b']) await call(issuer, roots, 'publish', [hash(it), 1n])
  await assert.rejects(call(issuer, roots, 'publish', [hash('a'), 1n]), refused('AlreadyPublished'))
  await call(issuer, roots, 'revoke', [hash('a')])
  await assert.rejects(call(issuer, roots, 'revoke', [hash('a')]), refused('AlreadyRevoked'))
  assert.deepEqual([await valid(hash('a')), await valid(hash('b'))], [false, true])
  await assert.rejects(call(stranger, roots, 'advanceEpoch', []), refused('NotIssuer'))
  await call(issuer, roots, 'advanceEpoch', [])
  assert.equal(await valid(hash('b')), false)
  await call(steward, issuers, 'suspend', [issuer])
  await assert.rejects(call(issuer, roots, 'publish', [hash('c'), 1n]), refused('NotIssuer'))
  await call(issuer, roots, 'revoke', [hash('b')])
})

test('a status list has one present version, signed for by its issuer, for a time', async () => {
  const { call, wait, now } = await open()
  const uri = hash('https://ndc.example/status/1')
  const until = BigInt(now.seconds + 100)
  const publish = (version: bigint, digest = hash(`list ${version}`), validUntil = until) =>
    call(issuer, lists, 'publish', [uri, digest, version, validUntil])
  await assert.rejects(
    call(stranger, lists, 'publish', [uri, hash('x'), 1n, until]),
    refused('NotIssuer'),
  )
  await assert.rejects(publish(2n), refused('NotNextVersion'))
  await assert.rejects(publish(1n, `0x${'0'.repeat(64)}`), refused('BadDigest'))
  await assert.rejects(publish(1n, hash('x'), BigInt(now.seconds)), refused('BadValidity'))
  await publish(1n)
  await publish(2n)
  await assert.rejects(publish(2n), refused('NotNextVersion'))
  const current = async (text: string) =>
    (await call(stranger, lists, 'isCurrent', [issuer, uri, hash(text)])).answer
  assert.deepEqual([await current('list 1'), await current('list 2')], [false, true])
  wait(100)
  assert.equal(await current('list 2'), false)
})

test('a document is registered once, and replaced once by its registrar', async () => {
  const { call } = await open()
  const [one, two] = [hash('one'), hash('two')]
  await assert.rejects(call(admin, documents, 'register', [one, 0]), refused('BadParties'))
  await assert.rejects(call(admin, documents, 'register', [one, 1_001]), refused('BadParties'))
  const nothing = `0x${'0'.repeat(64)}` as const
  await assert.rejects(call(admin, documents, 'register', [nothing, 2]), refused('BadDigest'))
  await assert.rejects(call(admin, documents, 'supersede', [one, two, 2]), refused('NotRegistered'))
  await call(admin, documents, 'register', [one, 2])
  await assert.rejects(
    call(stranger, documents, 'register', [one, 2]),
    refused('AlreadyRegistered'),
  )
  await assert.rejects(
    call(stranger, documents, 'supersede', [one, two, 2]),
    refused('NotRegistrar'),
  )
  await assert.rejects(
    call(admin, documents, 'supersede', [one, one, 2]),
    refused('AlreadyRegistered'),
  )
  await call(admin, documents, 'supersede', [one, two, 3])
  await assert.rejects(
    call(admin, documents, 'supersede', [one, hash('three'), 2]),
    refused('AlreadySuperseded'),
  )
  assert.equal((await call(stranger, documents, 'documentOf', [one])).answer.supersededBy, two)
})

test('the anchor answers by its interface: only the owner appends, and a log only grows', async () => {
  const { call } = await open()
  const log = hash('documents')
  await call(admin, anchor, 'append', [log, 5n, hash('root 5')])
  const { answer } = await call(stranger, anchor, 'head', [log])
  assert.deepEqual(answer, [5n, hash('root 5'), 1n])
  assert.equal((await call(stranger, anchor, 'owner', [log])).answer, admin)
  await assert.rejects(call(stranger, anchor, 'append', [log, 6n, log]), refused('NotOwner'))
  await assert.rejects(call(admin, anchor, 'append', [log, 5n, log]), refused('NotGrowing'))
  const { events } = await call(admin, anchor, 'append', [log, 6n, hash('root 6')])
  assert.deepEqual(events, [
    { name: 'Appended', args: { log, treeSize: 6n, root: hash('root 6') } },
  ])
})
