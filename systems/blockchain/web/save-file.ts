/** Gives the reader a file of JSON to keep. */
export function saveFile(name: string, content: unknown, type: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
