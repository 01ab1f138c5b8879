import { Alert, List, Stack, Text } from '@mantine/core'
import { count, moment } from '#portal/format.ts'
import { Icon } from '#portal/icons.tsx'
import { Facts } from '#portal/page.tsx'
import { useSay } from '#portal/say.tsx'
import type { Verified } from '../domain/record-proof.ts'
import classes from './chain.module.css'

/** What a check of a proof came to, step by step. */
export function ProofResult({ of: it }: { of: Verified }) {
  const say = useSay()
  return (
    <Stack gap="sm">
      <Alert
        color={it.good ? 'jade' : 'lacquer'}
        variant="light"
        role="status"
        icon={<Icon name={it.good ? 'shield' : 'warning'} />}
        title={
          it.good
            ? say({ vi: 'Bằng chứng đúng', en: 'The proof holds' })
            : say({ vi: 'Bằng chứng không đúng', en: 'The proof does not hold' })
        }
      >
        {say(it.worth)}
      </Alert>
      <List
        spacing="xs"
        listStyleType="none"
        aria-label={say({ vi: 'Các bước kiểm tra', en: 'Steps of the check' })}
      >
        {it.steps.map((step) => (
          <List.Item
            key={step.check}
            icon={
              <span style={{ color: `var(--mantine-color-${step.good ? 'jade' : 'lacquer'}-6)` }}>
                <Icon name={step.good ? 'check' : 'close'} size={18} />
              </span>
            }
          >
            <Text size="sm">{say(step.words)}</Text>
          </List.Item>
        ))}
      </List>
      {it.good && it.told && (
        <Facts
          of={[
            [say({ vi: 'Có từ trước', en: 'Existed before' }), moment(it.told.anchoredAt)],
            [
              say({ vi: 'Vị trí trong sổ', en: 'Place in the log' }),
              say({
                vi: `${count(it.told.leaf + 1, say.language)} trên ${count(it.told.size, say.language)}`,
                en: `${count(it.told.leaf + 1, say.language)} of ${count(it.told.size, say.language)}`,
              }),
            ],
            [
              say({ vi: 'Chuỗi, khối', en: 'Chain, block' }),
              `${it.told.chain}, ${it.told.atBlock}`,
            ],
            [
              say({ vi: 'Người ký khối', en: 'Signers of the block' }),
              <span key="signers" className={classes.code}>
                {it.told.signers.join(', ')}
              </span>,
            ],
          ]}
        />
      )}
    </Stack>
  )
}
