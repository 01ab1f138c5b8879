import { Alert, Badge, Group, Stack, Text } from '@mantine/core'
import { moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Outcome } from '#portal/outcome.tsx'
import { cardClass, Facts } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { CheckView, FileCheckView } from '../contract.ts'
import { standingColors, standingWords, validityFact, verdictWords } from './words.ts'

/** What a file proves: one verdict, the document it is, and what was looked at. */
export function FileResult({ result }: { result: FileCheckView }) {
  const say = useSay()
  const verdict = verdictWords[result.verdict]
  return (
    <Stack gap="md">
      <Alert
        color={verdict.color}
        variant="light"
        icon={<Icon name={verdict.icon} size={28} />}
        title={<span style={{ fontSize: '1.25rem' }}>{say(verdict.title)}</span>}
      >
        <Text>{say(verdict.text)}</Text>
      </Alert>
      {result.document && <DocumentFacts it={result.document} />}
      {result.report.signatures.map((signature) => (
        <section key={signature.field} className={cardClass}>
          <h2 style={{ fontSize: '1.125rem', margin: '0 0 4px' }}>
            {signature.kind === 'signature'
              ? say({ vi: 'Chữ ký', en: 'Signature' })
              : say({ vi: 'Dấu thời gian', en: 'Time-stamp' })}
            {signature.signer && ` · ${signature.signer.commonName}`}
          </h2>
          <Text c="dimmed" mb="sm">
            {say(signature.words)}
          </Text>
          <Stack gap={8}>
            {signature.checks.map((check) => (
              <Group key={check.about + check.words.en} gap={10} wrap="nowrap" align="flex-start">
                <Outcome outcome={check.outcome} />
                <Text>{say(check.words)}</Text>
              </Group>
            ))}
          </Stack>
          <Text size="sm" c="dimmed" mt="sm">
            {[signature.level, signature.indication, signature.subIndication]
              .filter(Boolean)
              .join(' · ')}
            {signature.provenAt &&
              ` · ${say({ vi: 'ký trước', en: 'signed before' })} ${moment(signature.provenAt)}`}
          </Text>
        </section>
      ))}
    </Stack>
  )
}

/** The facts that a stranger may see of a document; name and number are masked. */
export function DocumentFacts({ it }: { it: CheckView }) {
  const say = useSay()
  return (
    <section className={cardClass}>
      <Group justify="space-between" mb={6}>
        <h2 style={{ fontSize: '1.1875rem', margin: 0 }}>{say(it.title)}</h2>
        <Badge color={standingColors[it.state]} variant="light" size="lg" tt="none">
          {say(standingWords[it.state])}
        </Badge>
      </Group>
      <Facts
        of={[
          ...it.masked.map(
            (line) => [say(line.words), <b key={line.name}>{say(line.value)}</b>] as const,
          ),
          [say({ vi: 'Số', en: 'Number' }), it.number],
          [say({ vi: 'Cơ quan cấp', en: 'Issued by' }), it.agency],
          [say({ vi: 'Người ký', en: 'Signed by' }), it.signer],
          [say({ vi: 'Ngày cấp', en: 'Issued' }), moment(it.issuedAt)],
          validityFact(it, say),
          ...(it.revokedAt
            ? [
                [
                  say({ vi: 'Thu hồi', en: 'Revoked' }),
                  `${moment(it.revokedAt)}${it.revocation ? ` · ${say(it.revocation)}` : ''}`,
                ] as const,
              ]
            : []),
        ]}
      />
    </section>
  )
}
