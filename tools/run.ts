import { spawnSync } from 'node:child_process'

/** Runs a program with this terminal; ends this process with its status when it fails. */
export function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): void {
  const done = spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  if (done.error) throw done.error
  if (done.status !== 0) process.exit(done.status ?? 1)
}
