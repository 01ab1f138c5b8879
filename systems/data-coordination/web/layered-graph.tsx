import classes from './workshop.module.css'

type Edge = { readonly from: string; readonly to: string }

const [width, height, gapX, gapY] = [210, 56, 60, 18]

/** Boxes in columns from left to right, each edge to the right; a box can be chosen. */
export function LayeredGraph(props: {
  edges: readonly Edge[]
  chosen: string
  onChoose: (node: string) => void
  label: string
  show: (node: string) => readonly [title: string, more: string]
}) {
  const { edges, chosen, onChoose, label, show } = props
  const places = placesOf(edges)
  const all = [...places.values()]
  const across = Math.max(...all.map(({ x }) => x)) + width
  const down = Math.max(...all.map(({ y }) => y)) + height
  return (
    <section className={classes.graph} aria-label={label}>
      <div style={{ position: 'relative', width: across, height: down }}>
        <svg width={across} height={down} aria-hidden="true">
          {edges.map((it) => (
            <path key={`${it.from} ${it.to}`} className={classes.edge} d={curve(places, it)} />
          ))}
        </svg>
        {[...places].map(([node, { x, y }]) => {
          const [title, more] = show(node)
          return (
            <button
              key={node}
              type="button"
              className={classes.node}
              style={{ left: x, top: y, width, height }}
              aria-pressed={node === chosen}
              title={more}
              onClick={() => onChoose(node)}
            >
              <span>{title}</span>
              <small>{more}</small>
            </button>
          )
        })}
      </div>
    </section>
  )
}

type Place = { readonly x: number; readonly y: number }

/** The column of a node is the longest way to it; a circle ends after one round of all nodes. */
function placesOf(edges: readonly Edge[]): Map<string, Place> {
  const columns = new Map<string, number>()
  for (const { from, to } of edges) {
    columns.set(from, 0)
    columns.set(to, 0)
  }
  for (let round = 0; round < columns.size; round++) {
    for (const { from, to } of edges) {
      const next = (columns.get(from) ?? 0) + 1
      if (next > (columns.get(to) ?? 0) && next < columns.size) columns.set(to, next)
    }
  }
  const filled = new Map<number, number>()
  const places = new Map<string, Place>()
  for (const [node, column] of columns) {
    const row = filled.get(column) ?? 0
    filled.set(column, row + 1)
    places.set(node, { x: column * (width + gapX), y: row * (height + gapY) })
  }
  return places
}

function curve(places: ReadonlyMap<string, Place>, { from, to }: Edge): string {
  const [start, end] = [places.get(from), places.get(to)]
  if (!start || !end) return ''
  const [x1, y1] = [start.x + width, start.y + height / 2]
  const [x2, y2] = [end.x, end.y + height / 2]
  const middle = (x1 + x2) / 2
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`
}
