/** Line icons on a grid of 24, drawn in the color of the text beside them; decoration only. */
const paths = {
  home: 'M4 11.5 12 4l8 7.5M6 10v9h12v-9M10 19v-5h4v5',
  services: 'M5 4h10l4 4v12H5zM15 4v4h4M8 12h8M8 16h6',
  folder: 'M3 6h6l2 2h10v11H3z',
  wallet: 'M4 7h14a2 2 0 0 1 2 2v9H6a2 2 0 0 1-2-2zM4 7l11-3v3M16 13h1',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 19c.8-3.5 3.3-5.5 6.5-5.5s5.7 2 6.5 5.5M16 4.5a3.5 3.5 0 0 1 0 6.2M18 14c2 .8 3 2.5 3.5 5',
  inbox: 'M4 4h16v16H4zM4 14h5l1.5 2.5h3L15 14h5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  shield: 'M12 3 5 6v6c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6zM9 12l2.2 2.2L15.5 10',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  gauge: 'M4 18a8 8 0 1 1 16 0M12 18l4-6',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3.5 2',
  close: 'M6 6l12 12M18 6 6 18',
  left: 'M15 5l-7 7 7 7',
  right: 'm9 5 7 7-7 7',
  upload: 'M12 16V5M7 9.5 12 4.5l5 5M5 16v4h14v-4',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 16v4h14v-4',
  warning: 'M12 4 3 19.5h18zM12 10v4.5M12 17v.2',
  information: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 8v.2',
  key: 'M14.5 13.5a4.5 4.5 0 1 0-4-4L4 16v4h4v-2.5h2.5V15z',
  phone: 'M7 3h10v18H7zM11 18h2',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  pen: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  eye: 'M2.5 12c2.5-4.5 5.7-6.5 9.5-6.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l4.5 4.5',
  leave: 'M10 5H5v14h5M14 8l4 4-4 4M18 12H9',
  child:
    'M12 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6M7 21c0-6 1.5-9.5 5-9.5s5 3.5 5 9.5M9.5 21v-4M14.5 21v-4',
  house: 'M4 11.5 12 4l8 7.5M6 10v10h12V10M9.5 20v-6h5v6',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  catalogue: 'M4 5h6v6H4zM14 5h6v6h-6zM4 15h6v4H4zM14 15h6v4h-6z',
  exchange: 'M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4',
  gate: 'M4 20V9l8-5 8 5v11M9 20v-7h6v7M4 20h16',
  list: 'M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5',
  bars: 'M5 20v-7M12 20V5M19 20v-11',
  undo: 'M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3',
  play: 'M7 4.5v15l12-7.5z',
  chain: 'M9.5 8H7a4 4 0 0 0 0 8h2.5M14.5 8H17a4 4 0 0 1 0 8h-2.5M8.5 12h7',
  share: 'M12 15V4M8 8l4-4 4 4M5 13v7h14v-7',
} as const

export type IconName = keyof typeof paths

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flexShrink: 0 }}
    >
      <path d={paths[name]} />
    </svg>
  )
}

const points = 14

/** The mark of the house: the star of the Đông Sơn drum, fourteen rays around a sun. */
export function Mark({ size = 32 }: { size?: number }) {
  const at = (radius: number, step: number) => {
    const angle = (step * Math.PI) / points - Math.PI / 2
    return `${(32 + radius * Math.cos(angle)).toFixed(2)},${(32 + radius * Math.sin(angle)).toFixed(2)}`
  }
  const star = Array.from({ length: 2 * points }, (_, it) => at(it % 2 === 0 ? 22 : 9, it)).join(
    ' ',
  )
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 64 64"
      style={{ flexShrink: 0 }}
    >
      <rect width="64" height="64" rx="14" fill="#8f1420" />
      <circle cx="32" cy="32" r="26" fill="none" stroke="#e9c46a" strokeWidth="1.2" opacity="0.7" />
      <polygon points={star} fill="#e9c46a" />
      <circle cx="32" cy="32" r="5" fill="#8f1420" />
    </svg>
  )
}
