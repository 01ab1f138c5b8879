import type { Postgres } from '#engines/postgres'
import type { Kernel } from '#kernel/system'
import type { CenterConfig } from './center.ts'
import type { Rooms } from './compose.ts'

export async function seedNation(
  _config: CenterConfig,
  _kernel: Kernel,
  _rooms: Rooms,
  _postgres: Postgres,
  _say: (line: string) => void,
): Promise<void> {}
