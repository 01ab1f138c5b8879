import { Button, Group, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { ProposalView } from '../contract.ts'
import type { BallotView, VoiceView } from '../contract-votes.ts'
import { api } from './addresses.ts'

type Act = { readonly path: 'votes'; readonly inFavour: boolean } | { readonly path: 'execution' }

/** For an official who speaks for members: votes, and carries out what has passed. */
export function VoteForm({ of: it, voices }: { of: ProposalView; voices: readonly VoiceView[] }) {
  const say = useSay()
  const path = `${api}/proposals/${it.id}`
  const ballots = useAnswer<{ items: BallotView[] }>(`${path}/ballots`)
  const [chosen, setChosen] = useState<string | null>(null)
  const act = useAct<Act & { by: number }>(
    ({ path: to, ...body }) => ask('POST', `${path}/${to}`, body),
    [`${api}/proposals`, `${api}/members`, `${api}/validators`],
  )
  const voted = new Set(ballots.data?.items.filter((b) => b.ballot !== 'none').map((b) => b.member))
  const seated = new Set(ballots.data?.items.map((b) => b.member))
  const left = voices.filter((v) => seated.has(v.member) && !voted.has(v.member))
  const by = left.find((v) => String(v.member) === chosen) ?? left[0]
  const carrier = voices.find((v) => seated.has(v.member))
  const passed = it.inFavour >= it.needed
  if (!carrier) return null
  return (
    <Stack gap="xs" mt="sm">
      {act.error && <Failed error={act.error} />}
      <Group gap="xs" align="flex-end">
        {by && (
          <>
            <Select
              size="sm"
              label={say({ vi: 'Bỏ phiếu thay cho', en: 'Vote for the member' })}
              data={left.map((v) => ({ value: String(v.member), label: v.name }))}
              value={String(by.member)}
              onChange={setChosen}
              allowDeselect={false}
            />
            <Button
              size="sm"
              loading={act.isPending}
              onClick={() => act.mutate({ path: 'votes', by: by.member, inFavour: true })}
            >
              {say({ vi: 'Thuận', en: 'In favour' })}
            </Button>
            <Button
              size="sm"
              variant="default"
              disabled={act.isPending}
              onClick={() => act.mutate({ path: 'votes', by: by.member, inFavour: false })}
            >
              {say({ vi: 'Chống', en: 'Against' })}
            </Button>
          </>
        )}
        {passed && (
          <Button
            size="sm"
            loading={act.isPending}
            onClick={() => act.mutate({ path: 'execution', by: carrier.member })}
          >
            {say({ vi: 'Thi hành', en: 'Carry out' })}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
