import { Strip } from '#portal/strip.tsx'
import { to } from './addresses.ts'

/** The ways between the pages of the chain. */
export function ChainLinks() {
  return (
    <Strip
      of={[
        [to.chain, 'chain', { vi: 'Tổng quan', en: 'Overview' }],
        [to.blocks, 'list', { vi: 'Khối', en: 'Blocks' }],
        [to.check, 'scan', { vi: 'Tra cứu tệp', en: 'Check a file' }],
        [to.logs, 'catalogue', { vi: 'Sổ neo giữ', en: 'Logs' }],
        [to.members, 'people', { vi: 'Thành viên, biểu quyết', en: 'Members, votes' }],
        [to.developers, 'services', { vi: 'Lập trình', en: 'Developers' }],
      ]}
      label={{ vi: 'Chuỗi khối', en: 'Blockchain' }}
    />
  )
}
