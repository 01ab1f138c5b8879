import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { cardClass, Page } from '#portal/page.tsx'
import { paths } from '#portal/paths.ts'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { ContinueTo, InteractionView } from '../contract.ts'
import { Scopes } from './scopes.tsx'

/** Another application sent the person here: who it is, what it asks, and what it will be told. */
export default function InteractionPage() {
  const { uid } = useParams<{ uid: string }>()
  const say = useSay()
  const path = `/api/identity/v1/interactions/${uid}`
  const interaction = useAnswer<InteractionView>(path)
  return (
    <Page narrow title={say({ vi: 'Đăng nhập ứng dụng', en: 'Log in to an application' })}>
      <Answered of={interaction}>
        {(it) => (
          <section className={cardClass}>
            <Text fz={20} fw={600}>
              {say(it.client.name)}
            </Text>
            {it.prompt === 'consent' && it.session ? (
              <Consent it={it} path={path} />
            ) : (
              <LogIn it={it} path={path} />
            )}
          </section>
        )}
      </Answered>
    </Page>
  )
}

type Props = { it: InteractionView; path: string }

/** Goes on where the center says, which leads back to the application. */
function useGoOn(path: string) {
  return useAct<{ step: 'log-in' | 'consent' | 'refuse'; scopes?: string[] }>(
    async ({ step, scopes }) => {
      const { continueTo } = await ask<ContinueTo>(
        'POST',
        `${path}/${step}`,
        scopes ? { scopes } : undefined,
      )
      location.assign(continueTo)
    },
  )
}

function LogIn({ it, path }: Props) {
  const say = useSay()
  const goOn = useGoOn(path)
  return (
    <Stack gap="md" mt="xs">
      <Text>
        {say({
          vi: 'muốn bạn đăng nhập bằng định danh điện tử, và sẽ xin được biết:',
          en: 'asks you to log in with your electronic identity, and will ask to know:',
        })}
      </Text>
      <Scopes of={it.scopes} />
      {it.level === 2 && (
        <Text size="sm" c="dimmed">
          {say({
            vi: 'Ứng dụng này chỉ nhận tài khoản mức 2.',
            en: 'This application accepts accounts of level 2 only.',
          })}
        </Text>
      )}
      {goOn.error && <Failed error={goOn.error} />}
      <Group>
        {it.session ? (
          <Button
            loading={goOn.isPending && goOn.variables.step === 'log-in'}
            onClick={() => goOn.mutate({ step: 'log-in' })}
          >
            {say({ vi: 'Tiếp tục là', en: 'Go on as' })} {it.session.name}
          </Button>
        ) : (
          <Button component={Link} href={paths.logIn(`/identity/interaction/${it.uid}`)}>
            {say({ vi: 'Đăng nhập', en: 'Log in' })}
          </Button>
        )}
        <Refuse goOn={goOn} />
      </Group>
    </Stack>
  )
}

function Consent({ it, path }: Props) {
  const say = useSay()
  const goOn = useGoOn(path)
  const told = it.scopes.filter((scope) => scope.claims.length > 1 || scope.scope !== 'openid')
  const [chosen, setChosen] = useState(() => told.map(({ scope }) => scope))
  return (
    <Stack gap="md" mt="xs">
      <Checkbox.Group
        label={say({ vi: 'xin được biết về bạn:', en: 'asks to know about you:' })}
        description={say({
          vi: 'Bỏ chọn điều bạn không muốn cho biết. Bạn rút lại lúc nào cũng được.',
          en: 'Uncheck what you do not want to tell. You may take it back at any time.',
        })}
        value={chosen}
        onChange={setChosen}
      >
        <Stack gap="xs" mt="sm">
          {told.map(({ scope, words }) => (
            <Checkbox key={scope} value={scope} label={say(words)} />
          ))}
        </Stack>
      </Checkbox.Group>
      {goOn.error && <Failed error={goOn.error} />}
      <Group>
        <Button
          loading={goOn.isPending && goOn.variables.step === 'consent'}
          onClick={() => goOn.mutate({ step: 'consent', scopes: ['openid', ...chosen] })}
        >
          {say({ vi: 'Đồng ý và tiếp tục', en: 'Agree and go on' })}
        </Button>
        <Refuse goOn={goOn} />
      </Group>
    </Stack>
  )
}

function Refuse({ goOn }: { goOn: ReturnType<typeof useGoOn> }) {
  const say = useSay()
  return (
    <Button
      variant="default"
      loading={goOn.isPending && goOn.variables.step === 'refuse'}
      onClick={() => goOn.mutate({ step: 'refuse' })}
    >
      {say({ vi: 'Từ chối và quay lại', en: 'Refuse and go back' })}
    </Button>
  )
}
