import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Words } from '#kernel/words'
import { useSay } from './say.tsx'

/** A question above the page; Escape, the cross and a press beside it close it. */
export function Dialog(props: {
  title: Words
  opened?: boolean
  onClose: () => void
  children: ReactNode
}) {
  const say = useSay()
  return (
    <Modal
      centered
      opened={props.opened ?? true}
      onClose={props.onClose}
      title={say(props.title)}
      closeButtonProps={{ 'aria-label': say({ vi: 'Đóng', en: 'Close' }) }}
    >
      {props.children}
    </Modal>
  )
}
