import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'

/** Failures in full, skipped tests by name, and a last line "N passed, N failed, N skipped". */
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let [passed, failed, skipped] = [0, 0, 0]
  for await (const event of source) {
    if (event.type === 'test:pass' && event.data.details.type !== 'suite') {
      const { skip, todo } = event.data
      if (skip === undefined && todo === undefined) {
        passed++
        continue
      }
      skipped++
      yield `○ skipped: ${event.data.name}${typeof skip === 'string' ? ` (${skip})` : ''}\n`
    } else if (event.type === 'test:fail' && event.data.details.type !== 'suite') {
      failed++
      const { error } = event.data.details
      const shown = error.cause instanceof Error ? error.cause.stack : error.message
      yield `✖ ${relative('.', event.data.file ?? '')}:${event.data.line} ${event.data.name}\n${shown}\n`
    } else if (event.type === 'test:stderr') yield event.data.message
  }
  yield `\n${passed} passed, ${failed} failed, ${skipped} skipped\n`
  // CI installs every outside program, so there a skipped test is a hole in the wall.
  if (skipped > 0 && process.env['NDC_TEST_SKIPS'] === 'forbidden') {
    yield 'Skipped tests are forbidden here.\n'
    process.exitCode = 1
  }
}
