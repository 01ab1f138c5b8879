import { Button, Checkbox, Group, SimpleGrid, Text } from '@mantine/core'
import { useSay } from '#portal/say.tsx'
import type { ServiceView } from '../contract-catalogue.ts'

/** Some fields of a service, under what they mean; none is chosen from the beginning. */
export function FieldChoice(props: {
  of: ServiceView['fields']
  value: readonly string[]
  onChange: (value: readonly string[]) => void
}) {
  const say = useSay()
  const all = props.of.map(({ name }) => name)
  return (
    <>
      <Group gap="xs" mb="sm">
        <Button size="compact-sm" variant="default" onClick={() => props.onChange(all)}>
          {say({ vi: 'Chọn tất cả', en: 'All' })}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => props.onChange([])}>
          {say({ vi: 'Bỏ chọn', en: 'None' })}
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {props.value.length}/{all.length}
        </Text>
      </Group>
      <Checkbox.Group
        aria-label={say({ vi: 'Trường dữ liệu', en: 'Fields' })}
        value={[...props.value]}
        onChange={props.onChange}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          {props.of.map(({ name, title }) => (
            <Checkbox
              key={name}
              value={name}
              label={
                <>
                  {say(title)}{' '}
                  <Text span size="xs" c="dimmed">
                    {name}
                  </Text>
                </>
              }
            />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </>
  )
}
