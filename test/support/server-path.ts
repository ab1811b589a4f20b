import { fileURLToPath } from 'node:url'

/** The path of one of the small programs in `test/servers`. */
export function serverPath(name: string): string {
  return fileURLToPath(new URL(`../servers/${name}`, import.meta.url))
}
