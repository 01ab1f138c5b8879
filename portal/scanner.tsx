import { Alert, Button, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { Icon } from './icons.tsx'
import { useSay } from './say.tsx'

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
declare global {
  interface Window {
    BarcodeDetector?: new (options: { formats: string[] }) => Detector
  }
}

const everyMs = 250

/** Reads a QR code with the camera, by the browser's own reader or one that comes with the page. */
export function Scanner({ onRead }: { onRead: (text: string) => void }) {
  const say = useSay()
  const video = useRef<HTMLVideoElement>(null)
  const [on, setOn] = useState(false)
  const [refused, setRefused] = useState(false)

  useEffect(() => {
    if (!on) return undefined
    const stop = new AbortController()
    let stream: MediaStream | undefined
    const run = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      const screen = video.current
      if (!screen || stop.signal.aborted) return
      screen.srcObject = stream
      await screen.play()
      const read = await openReader()
      while (!stop.signal.aborted) {
        const text = await read(screen)
        if (text) {
          setOn(false)
          onRead(text)
          return
        }
        await new Promise((resolve) => setTimeout(resolve, everyMs))
      }
    }
    run().catch(() => {
      if (stop.signal.aborted) return
      setRefused(true)
      setOn(false)
    })
    return () => {
      stop.abort()
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
  }, [on, onRead])

  if (!on) {
    return (
      <Stack gap="sm" align="flex-start">
        {refused && (
          <Alert color="gold" icon={<Icon name="information" />}>
            {say({
              vi: 'Không mở được máy ảnh. Cho phép dùng máy ảnh, hoặc nhập mã bằng tay.',
              en: 'The camera cannot be opened. Allow it, or type the code.',
            })}
          </Alert>
        )}
        <Button variant="default" leftSection={<Icon name="scan" />} onClick={() => setOn(true)}>
          {say({ vi: 'Quét mã QR', en: 'Scan a QR code' })}
        </Button>
      </Stack>
    )
  }
  return (
    <Stack gap="xs">
      <video
        ref={video}
        muted
        playsInline
        aria-label={say({ vi: 'Hình từ máy ảnh', en: 'Camera picture' })}
        style={{ width: '100%', maxWidth: 420, borderRadius: 12, background: 'black' }}
      />
      <Text size="sm" c="dimmed" role="status">
        {say({ vi: 'Đưa mã QR vào giữa khung hình.', en: 'Hold the QR code into the picture.' })}
      </Text>
      <Button variant="default" onClick={() => setOn(false)}>
        {say({ vi: 'Dừng', en: 'Stop' })}
      </Button>
    </Stack>
  )
}

type Read = (video: HTMLVideoElement) => Promise<string | undefined>

async function openReader(): Promise<Read> {
  if (window.BarcodeDetector) {
    const detector = new window.BarcodeDetector({ formats: ['qr_code'] })
    return async (video) => (await detector.detect(video))[0]?.rawValue
  }
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader')
  await prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true })
  const canvas = document.createElement('canvas')
  return async (video) => {
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context || canvas.width === 0) return undefined
    context.drawImage(video, 0, 0)
    const image = context.getImageData(0, 0, canvas.width, canvas.height)
    const found = await readBarcodes(image, { formats: ['QRCode'], maxNumberOfSymbols: 1 })
    return found[0]?.text
  }
}
