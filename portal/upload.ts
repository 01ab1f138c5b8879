import type { DetailedError, Upload } from 'tus-js-client'
import type { ProblemDetails } from '#kernel/problem'
import { keptLanguage } from './browser.ts'

/**
 * Sends a file by the resumable upload protocol tus 1.0. After a broken line it goes on where it
 * stopped, also when the same file is chosen again later.
 *
 * @param tell Called with the share that has been sent, 0 to 1.
 * @returns The address of the uploaded file.
 */
export async function send(
  endpoint: string,
  file: File,
  metadata: Record<string, string>,
  tell: (share: number) => void,
): Promise<string> {
  const { Upload } = await import('tus-js-client')
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint,
      chunkSize: 1024 * 1024,
      retryDelays: [0, 1_000, 3_000, 10_000, 30_000],
      removeFingerprintOnSuccess: true,
      metadata: { ...metadata, filename: file.name },
      headers: { 'accept-language': keptLanguage() },
      onProgress: (sent, all) => tell(all === 0 ? 0 : sent / all),
      onSuccess: () => resolve(upload.url ?? ''),
      onError: (error) => reject(new Error(sentenceOf(error))),
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0
        return status === 0 || status === 409 || status === 429 || status >= 500
      },
    })
    void resume(upload)
  })
}

async function resume(upload: Upload): Promise<void> {
  const [before] = await upload.findPreviousUploads()
  if (before) upload.resumeFromPreviousUpload(before)
  upload.start()
}

function sentenceOf(error: Error | DetailedError): string {
  const body = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined
  try {
    return (JSON.parse(body ?? '') as ProblemDetails).detail
  } catch {
    return keptLanguage() === 'vi'
      ? 'Không gửi được tệp. Kiểm tra mạng rồi chọn lại tệp; phần đã gửi không mất.'
      : 'The file could not be sent. Check the network and choose it again; what was sent is kept.'
  }
}
