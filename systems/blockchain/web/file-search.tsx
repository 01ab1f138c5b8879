import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Static } from 'typebox'
import { ask, useAnswer } from '#portal/ask.ts'
import { FileDrop } from '#portal/file-drop.tsx'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { cardClass, Section } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Empty, Failed } from '#portal/states.tsx'
import type { AnchoredView } from '../contract-proofs.ts'
import { bytesOf, proofMediaType, type Trusted } from '../domain/record-proof.ts'
import { checkProof, digestOfFile } from './proof-check.ts'
import { ProofResult } from './proof-result.tsx'
import { saveFile } from './save-file.ts'

type Anchored = Static<typeof AnchoredView>
type Found = { name: string; digest: string; items: Anchored[] }

/** Looks a file up by its digest, and checks the proofs that are found. */
export function FileSearch() {
  const say = useSay()
  const [share, setShare] = useState<number>()
  const [found, setFound] = useState<Found>()
  const [error, setError] = useState<unknown>()
  const look = async (file: File) => {
    setFound(undefined)
    setError(undefined)
    setShare(0)
    try {
      const digest = await digestOfFile(file, setShare)
      const path = '/api/blockchain/v1/proofs/search'
      const { items } = await ask<{ items: Anchored[] }>('POST', path, { digest })
      setFound({ name: file.name, digest, items })
    } catch (refusal) {
      setError(refusal)
    } finally {
      setShare(undefined)
    }
  }
  return (
    <>
      <FileDrop
        title={say({ vi: 'Chọn tệp cần tra', en: 'The file in question' })}
        lead={say({
          vi: 'Giấy tờ điện tử, hợp đồng, ảnh, bất kỳ tệp nào; lớn bao nhiêu cũng được.',
          en: 'A digital document, a contract, a picture, any file of any size.',
        })}
        choose={say({ vi: 'Chọn tệp', en: 'Choose a file' })}
        busy={share !== undefined}
        onFile={(file) => void look(file)}
      />
      {share !== undefined && (
        <Progress
          value={share * 100}
          aria-label={say({ vi: 'Đang tính mã băm', en: 'Making the digest' })}
        />
      )}
      <div aria-live="polite">
        {error !== undefined && <Failed error={error} />}
        {found && <Results of={found} />}
      </div>
    </>
  )
}

function Results({ of: { name, digest, items } }: { of: Found }) {
  const say = useSay()
  const revoked = items.find((it) => it.log === 'revocations')
  if (items.length === 0) {
    return (
      <div className={cardClass}>
        <Empty
          icon="search"
          title={{ vi: 'Chưa từng được neo giữ ở đây', en: 'Never anchored here' }}
          text={{
            vi: `Không có bản ghi nào mang mã băm của tệp “${name}”. Chỉ cần khác một bit, mã băm đã khác.`,
            en: `No record has the digest of “${name}”. One bit of difference makes another digest.`,
          }}
        />
      </div>
    )
  }
  return (
    <Stack gap="md">
      {revoked && (
        <Alert
          color="lacquer"
          role="status"
          icon={<Icon name="warning" />}
          title={say({ vi: 'Giấy tờ này đã bị thu hồi', en: 'This document was revoked' })}
        >
          {revoked.anchoredAt
            ? say({
                vi: `Việc thu hồi được neo trên chuỗi lúc ${moment(revoked.anchoredAt)}; bằng chứng ở dưới.`,
                en: `The revocation is anchored since ${moment(revoked.anchoredAt)}; its proof is below.`,
              })
            : say({
                vi: `Đã thu hồi lúc ${moment(revoked.handedAt)}; việc thu hồi đang chờ neo lên chuỗi.`,
                en: `Revoked at ${moment(revoked.handedAt)}; the revocation waits to be anchored.`,
              })}
        </Alert>
      )}
      {items.map((it) => (
        <Result key={`${it.log}-${it.handedAt}`} of={it} name={name} digest={digest} />
      ))}
    </Stack>
  )
}

function Result({ of: it, name, digest }: { of: Anchored; name: string; digest: string }) {
  const say = useSay()
  const trusted = useAnswer<Trusted>('/api/blockchain/v1/validators/trusted', {
    enabled: it.proof !== null,
  })
  return (
    <Section
      title={say(it.logWords)}
      lead={`${say({ vi: 'Giao để neo giữ lúc', en: 'Handed over at' })} ${moment(it.handedAt)}`}
    >
      {it.proof === null ? (
        <Group gap="xs">
          <Icon name="clock" />
          <Text>
            {say({
              vi: 'Đang chờ vào khối; bằng chứng thường có sau một, hai giây. Hãy tra lại.',
              en: 'It waits for a block; the proof is usually there after a second or two. Look again.',
            })}
          </Text>
        </Group>
      ) : (
        <Answered of={trusted} lines={3}>
          {(keys) => (
            <Stack gap="md">
              <ProofResult of={checkProof(it.proof, bytesOf(digest), keys)} />
              <Group gap="xs">
                <Button
                  variant="default"
                  leftSection={<Icon name="download" size={18} />}
                  onClick={() => saveFile(`${name}.proof.json`, it.proof, proofMediaType)}
                >
                  {say({ vi: 'Tải bằng chứng', en: 'Save the proof' })}
                </Button>
                <Button
                  variant="default"
                  leftSection={<Icon name="key" size={18} />}
                  onClick={() => saveFile('validators.json', keys, 'application/json')}
                >
                  {say({ vi: 'Tải khóa của các nút', en: 'Save the validators’ keys' })}
                </Button>
              </Group>
            </Stack>
          )}
        </Answered>
      )}
    </Section>
  )
}
