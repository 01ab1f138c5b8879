import { Problem } from '#kernel/problem'

/**
 * A condition over the columns of one row, as a tree: `{ op: 'or', args: [ … ] }`. It is data, not
 * SQL: what is not written here does not exist.
 */
export type Expression =
  | { readonly column: string }
  | { readonly value: string | number | boolean | null }
  | { readonly op: Operator; readonly args: readonly Expression[] }

/** How many arguments each takes: at least, at most. */
export const operators = {
  and: [2, 20],
  or: [2, 20],
  not: [1, 1],
  '=': [2, 2],
  '!=': [2, 2],
  '<': [2, 2],
  '<=': [2, 2],
  '>': [2, 2],
  '>=': [2, 2],
  in: [2, 50],
  'is-empty': [1, 1],
  '+': [2, 2],
  '-': [2, 2],
  '*': [2, 2],
  length: [1, 1],
  fold: [1, 1],
  year: [1, 1],
  'starts-with': [2, 2],
  contains: [2, 2],
  'days-between': [2, 2],
  'years-between': [2, 2],
  slice: [3, 3],
  today: [0, 0],
} as const satisfies Record<string, readonly [number, number]>
export type Operator = keyof typeof operators

const mostNodes = 100

/** Refuses what is no expression, is too large, or names a column that is not there. */
export function checkExpression(it: unknown, columns: ReadonlySet<string>): Expression {
  const open: unknown[] = [it]
  for (let count = 0; open.length > 0; count++) {
    if (count > mostNodes) {
      throw wrong('Điều kiện quá dài.', `A condition has at most ${mostNodes} parts.`)
    }
    const node = open.pop()
    if (typeof node !== 'object' || node === null || Array.isArray(node)) throw malformed()
    const keys = Object.keys(node).toSorted().join()
    const { column, value, op, args } = node as Record<string, unknown>
    if (keys === 'column') {
      if (typeof column !== 'string' || !columns.has(column)) {
        throw wrong(`Không có cột "${String(column)}".`, `There is no column "${String(column)}".`)
      }
    } else if (keys === 'value') {
      const plain = value === null || ['string', 'number', 'boolean'].includes(typeof value)
      if (!plain || (typeof value === 'string' && value.length > 500)) throw malformed()
    } else if (keys === 'args,op') {
      const limits = Object.hasOwn(operators, String(op)) ? operators[op as Operator] : undefined
      if (!limits || !Array.isArray(args)) throw malformed()
      if (args.length < limits[0] || args.length > limits[1]) {
        throw wrong(
          `Phép "${String(op)}" sai số đối số.`,
          `"${String(op)}" has too few or many args.`,
        )
      }
      open.push(...args)
    } else throw malformed()
  }
  return it as Expression
}

function malformed(): Problem {
  return wrong('Điều kiện không đúng dạng.', 'This is not a condition: column, value, or op, args.')
}

function wrong(vi: string, en: string): Problem {
  return new Problem(422, 'data-coordination.expression-wrong', { vi, en })
}
