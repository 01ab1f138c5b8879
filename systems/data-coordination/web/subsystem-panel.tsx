import { Button, Group, Stack, Switch, Text, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '#portal/act.ts'
import { ask } from '#portal/ask.ts'
import { now } from '#portal/browser.ts'
import { Dialog } from '#portal/dialog.tsx'
import { day, relative } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'
import { Failed } from '#portal/states.tsx'
import type { SubsystemView } from '../contract.ts'
import { api } from './addresses.ts'
import classes from './exchange.module.css'

/** One information system: which certificates may speak for it, and from where. */
export function SubsystemPanel({ of: it, mine }: { of: SubsystemView; mine: boolean }) {
  const say = useSay()
  const [adding, setAdding] = useState(false)
  const path = `${api}/subsystems/${it.id}`
  const plain = useAct<boolean>((value) => ask('PUT', path, { plain: value }), [api])
  const drop = useAct<string>((print) => ask('DELETE', `${path}/certificates/${print}`), [api])
  const remove = useAct<void>(() => ask('POST', `${path}/removal`), [api])
  const error = plain.error ?? drop.error ?? remove.error
  return (
    <div className={classes.row}>
      <div style={{ minWidth: 0, flex: '1 1 320px' }}>
        <Text fw={600}>{say(it.name)}</Text>
        <span className={classes.code}>{it.code}</span>
        {it.certificates.map((of) => (
          <Group key={of.fingerprint} gap="xs" wrap="nowrap" mt={6}>
            <span style={{ color: 'var(--gold)' }}>
              <Icon name="key" size={18} />
            </span>
            <div style={{ minWidth: 0, flex: 1 }}>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {of.subject}
              </Text>
              <Text size="xs" c="dimmed">
                {say({ vi: 'hết hạn', en: 'ends' })} {day(of.notAfter)} (
                {relative(of.notAfter, now(), say.language)}) · {of.fingerprint.slice(0, 16)}…
              </Text>
            </div>
            {mine && (
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                aria-label={`${say({ vi: 'Gỡ chứng thư', en: 'Remove the certificate' })}: ${of.subject}`}
                loading={drop.isPending && drop.variables === of.fingerprint}
                onClick={() => drop.mutate(of.fingerprint)}
              >
                {say({ vi: 'Gỡ', en: 'Remove' })}
              </Button>
            )}
          </Group>
        ))}
        {it.certificates.length === 0 && !it.plain && (
          <Text size="sm" c="dimmed" mt={4}>
            {say({
              vi: 'Chưa có chứng thư: hệ thống này chưa gọi được qua cổng.',
              en: 'No certificate yet: this system cannot ask through its gateway.',
            })}
          </Text>
        )}
        {error && <Failed error={error} />}
      </div>
      {mine && (
        <Stack gap="xs" align="flex-start">
          <Switch
            label={say({ vi: 'Gọi nội bộ không cần chứng thư', en: 'Plain on its own machine' })}
            checked={it.plain}
            disabled={plain.isPending}
            onChange={(event) => plain.mutate(event.currentTarget.checked)}
          />
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
              {say({ vi: 'Thêm chứng thư', en: 'Add a certificate' })}
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              {say({ vi: 'Gỡ hệ thống', en: 'Remove the system' })}
            </Button>
          </Group>
        </Stack>
      )}
      {adding && <CertificateForm path={path} onClose={() => setAdding(false)} />}
    </div>
  )
}

/** The certificate with which a program shows itself to the gateway: a file, or pasted. */
function CertificateForm({ path, onClose }: { path: string; onClose: () => void }) {
  const say = useSay()
  const [pem, setPem] = useState('')
  const add = useAct<void>(() => ask('POST', `${path}/certificates`, { pem: pem.trim() }), [api])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(undefined, { onSuccess: onClose })
  }
  return (
    <Dialog title={{ vi: 'Thêm chứng thư', en: 'Add a certificate' }} onClose={onClose}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            {say({
              vi: 'Chứng thư mà hệ thống dùng khi gọi tới cổng của mình (PEM). Không bao giờ gửi khóa bí mật.',
              en: 'The certificate that the system shows to its gateway (PEM). Never send a private key.',
            })}
          </Text>
          <input
            type="file"
            accept=".pem,.crt,.cer"
            aria-label={say({ vi: 'Chọn tệp chứng thư', en: 'Choose a certificate file' })}
            onChange={(event) => void event.currentTarget.files?.[0]?.text().then(setPem)}
          />
          <Textarea
            required
            label={say({ vi: 'Hoặc dán nội dung', en: 'Or paste it' })}
            placeholder="-----BEGIN CERTIFICATE-----"
            autosize
            minRows={4}
            maxRows={10}
            maxLength={20_000}
            styles={{ input: { fontFamily: 'monospace', fontSize: 13 } }}
            value={pem}
            onChange={(event) => setPem(event.currentTarget.value)}
          />
          {add.error && <Failed error={add.error} />}
          <Group>
            <Button type="submit" loading={add.isPending}>
              {say({ vi: 'Thêm', en: 'Add' })}
            </Button>
            <Button variant="default" onClick={onClose}>
              {say({ vi: 'Thôi', en: 'Cancel' })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
