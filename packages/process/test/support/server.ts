import { join } from 'node:path'

/** The command of one of the programs in `test/servers`. */
export function server(name: string, ...args: readonly string[]): readonly string[] {
  return [process.execPath, join(__dirname, '..', 'servers', `${name}.mjs`), ...args]
}
