/** A CometBFT whose own clock may go wrong: Go's clock reads its error from the surroundings. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cometVersion } from '#engines/chain'
import { program } from './programs.ts'

/** How many seconds the clock of the program is ahead; below zero: behind. */
export const shiftVariable = 'CLOCK_SHIFT_SECONDS'

const reading = '\tsec, nsec, mono := runtimeNow()\n'
const shift = `package time

import "syscall"

var shiftSeconds = func() (seconds int64) {
	text, _ := syscall.Getenv("${shiftVariable}")
	sign := int64(1)
	for _, it := range text {
		if it == '-' {
			sign = -1
		} else {
			seconds = seconds*10 + int64(it-'0')
		}
	}
	return seconds * sign
}()
`

/** Builds it into a folder, with Go's own overlay of its library; undefined: there is no Go. */
export function buildShiftedComet(folder: string): string | undefined {
  const go = program('go')
  if (!go) return undefined
  const root = spawnSync(go, ['env', 'GOROOT'], { encoding: 'utf8' }).stdout.trim()
  const clock = join(root, 'src/time/time.go')
  const source = readFileSync(clock, 'utf8')
  if (!source.includes(reading)) throw new Error(`Go's clock is read otherwise in ${clock}.`)
  writeFileSync(
    join(folder, 'time.go'),
    source.replace(reading, `${reading}\tsec += shiftSeconds\n`),
  )
  writeFileSync(join(folder, 'shift.go'), shift)
  const replaced = {
    [clock]: join(folder, 'time.go'),
    [join(root, 'src/time/shift.go')]: join(folder, 'shift.go'),
  }
  const overlay = join(folder, 'overlay.json')
  writeFileSync(overlay, JSON.stringify({ Replace: replaced }))
  const wanted = `github.com/cometbft/cometbft/cmd/cometbft@v${cometVersion}`
  const { status } = spawnSync(go, ['install', '-overlay', overlay, wanted], {
    stdio: 'inherit',
    env: { ...process.env, GOBIN: folder },
  })
  if (status !== 0) throw new Error('Go did not build cometbft.')
  return join(folder, 'cometbft')
}
