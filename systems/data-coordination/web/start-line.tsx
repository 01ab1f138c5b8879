import { Alert, List, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Copyable } from '#portal/copyable.tsx'
import { Icon } from '#portal/icons.tsx'
import { useSay } from '#portal/say.tsx'

/** The command that starts a gateway; a token in it is shown this once. */
export function StartLine({ token }: { token: string }) {
  const say = useSay()
  const [address, setAddress] = useState('https://gateway.example.gov.vn:4400')
  return (
    <Stack gap="sm">
      <Alert color="gold" variant="light" icon={<Icon name="key" />}>
        {say({
          vi: 'Mã kết nối chỉ hiện một lần, dùng một lần, trong 24 giờ. Chép ngay và chuyển cho người vận hành cổng qua kênh an toàn.',
          en: 'The code is shown once, works once, and for 24 hours. Copy it now, and hand it to whoever runs the gateway over a safe channel.',
        })}
      </Alert>
      <TextInput
        label={say({ vi: 'Địa chỉ mà cổng khác tìm thấy cổng này', en: 'Where others find it' })}
        description={say({ vi: 'Điền vào dòng lệnh dưới đây', en: 'Goes into the command below' })}
        maxLength={200}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Copyable
        label={say({ vi: 'Lệnh khởi động', en: 'Command to start it' })}
        text={startCommand(token, address)}
      />
      <NextSteps />
    </Stack>
  )
}

export function startCommand(token: string, address: string): string {
  return `ndc gateway --join ${token} --data ./gateway --address ${address}`
}

export function NextSteps() {
  const say = useSay()
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {say({ vi: 'Tiếp theo', en: 'What comes next' })}
      </Text>
      <List size="sm" type="ordered" spacing={4}>
        <List.Item>
          {say({
            vi: 'Chạy lệnh trên máy chủ của cơ quan; cổng tự tạo khóa, khóa bí mật không rời máy.',
            en: 'Run it on the agency’s machine. The gateway makes its keys, and they never leave it.',
          })}
        </List.Item>
        <List.Item>
          {say({
            vi: 'Màn hình hiện dấu vân tay. Đọc cho người vận hành trung tâm để đối chiếu.',
            en: 'It shows a fingerprint. Read it to the operator of the center, who compares it.',
          })}
        </List.Item>
        <List.Item>
          {say({
            vi: 'Sau khi được phê duyệt, cổng tự nhận chứng thư và bắt đầu làm việc trong vài giây.',
            en: 'Once approved, it is given its certificates and works within seconds.',
          })}
        </List.Item>
      </List>
    </div>
  )
}
