import { Alert, Badge, Button, Checkbox, Group, Radio, Stack, Text } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Words } from '#kernel/words'
import { useAct } from '#portal/act.ts'
import { ask, useAnswer } from '#portal/ask.ts'
import { Dialog } from '#portal/dialog.tsx'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import { Answered, Failed } from '#portal/states.tsx'
import type { CertificateView } from '../contract.ts'
import { api } from './authorities.ts'
import {
  partOf,
  profileWords,
  type ReasonCode,
  reasonCodes,
  reasons,
  serialText,
  statusWords,
} from './words.ts'

/** One certificate: whom it names, how it stands, and what an operator may do with it. */
export function CertificateDialog(props: { serial: string; onClose: () => void }) {
  const path = `${api}/certificates/${props.serial}`
  const certificate = useAnswer<CertificateView>(path)
  return (
    <Dialog title={{ vi: 'Chứng thư', en: 'Certificate' }} onClose={props.onClose}>
      <Answered of={certificate} lines={3}>
        {(it) => (
          <Stack gap="md">
            <CertificateFacts of={it} />
            {it.status === 'valid' && it.profile !== 'root' && (
              <Revocation certificate={it} path={path} />
            )}
            {it.status === 'revoked' && it.profile !== 'issuing' && <Reinstatement path={path} />}
          </Stack>
        )}
      </Answered>
    </Dialog>
  )
}

function CertificateFacts({ of: it }: { of: CertificateView }) {
  const say = useSay()
  const { words, color } = statusWords[it.status]
  return (
    <Facts
      of={[
        [say({ vi: 'Cấp cho', en: 'Names' }), <b key="name">{partOf(it.subject, 'CN')}</b>],
        [say({ vi: 'Tổ chức', en: 'Organisation' }), partOf(it.subject, 'O')],
        [say({ vi: 'Loại', en: 'Kind' }), say(profileWords[it.profile])],
        [
          say({ vi: 'Tình trạng', en: 'State' }),
          <div key="state">
            <Badge variant="light" color={color} tt="none">
              {say(words)}
            </Badge>
            {it.revokedAt && (
              <Text size="sm">
                {moment(it.revokedAt)}
                {it.reason && ` · ${say(it.reason)}`}
              </Text>
            )}
          </div>,
        ],
        [say({ vi: 'Hiệu lực', en: 'Valid' }), `${moment(it.notBefore)} – ${moment(it.notAfter)}`],
        [say({ vi: 'Cơ quan cấp', en: 'Issued by' }), partOf(it.issuer, 'CN')],
        [
          say({ vi: 'Số chứng thư', en: 'Serial number' }),
          <span key="serial" style={{ fontFamily: 'monospace', overflowWrap: 'anywhere' }}>
            {serialText(it.serial)}
          </span>,
        ],
      ]}
    />
  )
}

/** For good: a reason is chosen, and what follows is read, before the button can be pressed. */
function Revocation(props: { certificate: CertificateView; path: string }) {
  const say = useSay()
  const { certificate, path } = props
  const [reason, setReason] = useState<ReasonCode | null>(null)
  const [sure, setSure] = useState(false)
  const revoke = useAct<void>(() => ask('POST', `${path}/revocation`, { reason }), [api])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    revoke.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Radio.Group
          label={say({ vi: 'Thu hồi vì', en: 'Revoke because' })}
          value={reason}
          onChange={setReason}
        >
          <Stack gap="xs" mt="xs">
            {reasonCodes.map((it) => (
              <Radio key={it} value={it} label={say(reasons[it].words)} />
            ))}
          </Stack>
        </Radio.Group>
        {reason && (
          <Alert color="gold" variant="light" icon={<Icon name="warning" />}>
            {say(consequence(certificate, reason))}
          </Alert>
        )}
        <Checkbox
          checked={sure}
          onChange={(event) => setSure(event.currentTarget.checked)}
          label={say({
            vi: 'Tôi đã đối chiếu số chứng thư; thu hồi không đảo ngược được',
            en: 'I compared the serial number; a revocation is for good',
          })}
        />
        {revoke.error && <Failed error={revoke.error} />}
        <Group>
          <Button type="submit" loading={revoke.isPending} disabled={!reason || !sure}>
            {say({ vi: 'Thu hồi chứng thư', en: 'Revoke the certificate' })}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function consequence({ profile }: CertificateView, reason: ReasonCode): Words {
  if (profile === 'issuing') {
    return {
      vi: 'Mọi chữ ký và con dấu do cơ quan này chứng thực mất hiệu lực; không cấp được chứng thư mới cho đến khi cơ quan gốc chứng thực cơ quan khác.',
      en: 'Every signature and seal below this authority loses its ground, and nothing can be issued until the root certifies another.',
    }
  }
  return reasons[reason].barring
    ? {
        vi: 'Người giữ không được cấp chứng thư khác cho đến khi được phép lại.',
        en: 'The holder gets no other certificate until they are reinstated.',
      }
    : {
        vi: 'Người giữ được cấp chứng thư mới ở lần ký sau; chữ ký có dấu thời gian trước lúc này vẫn có giá trị.',
        en: 'The holder gets a new certificate at the next signature; what was time-stamped before stays good.',
      }
}

function Reinstatement({ path }: { path: string }) {
  const say = useSay()
  const reinstate = useAct<void>(() => ask('POST', `${path}/reinstatement`), [api])
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" c="dimmed">
        {say({
          vi: 'Chứng thư này mãi mãi bị thu hồi; có thể cho phép người giữ được cấp chứng thư khác.',
          en: 'This certificate stays revoked; its holder can be allowed to have another.',
        })}
      </Text>
      {reinstate.error && <Failed error={reinstate.error} />}
      <div role="status">
        {reinstate.isSuccess && (
          <Alert color="jade" variant="light" icon={<Icon name="check" />}>
            {say({
              vi: 'Người giữ được cấp chứng thư khác ở lần ký sau.',
              en: 'The holder may have another certificate at the next signature.',
            })}
          </Alert>
        )}
      </div>
      {!reinstate.isSuccess && (
        <Button variant="default" loading={reinstate.isPending} onClick={() => reinstate.mutate()}>
          {say({ vi: 'Cho phép cấp lại', en: 'Reinstate the holder' })}
        </Button>
      )}
    </Stack>
  )
}
