import { encode } from 'uqr'

/** A QR code drawn as one path; dark on white in every color scheme, since cameras need that. */
export function QrCode({
  text,
  label,
  size = 240,
}: {
  text: string
  label: string
  size?: number
}) {
  const { data, size: cells } = encode(text, { ecc: 'M', border: 3 })
  const path = data
    .flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('')
  return (
    <svg
      role="img"
      aria-label={label}
      width={size}
      height={size}
      viewBox={`0 0 ${cells} ${cells}`}
      shapeRendering="crispEdges"
      style={{ maxWidth: '100%', borderRadius: 12, background: 'white' }}
    >
      <path d={path} fill="black" />
    </svg>
  )
}
