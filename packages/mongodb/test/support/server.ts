import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll } from 'vitest'

const jongodb = '@jongodb/memory-server-bin-linux-x64-gnu'
const folders = [process.env['PORTSIDE_MONGODB_BIN'] ?? '', ...(process.env['PATH'] ?? '').split(delimiter)]
/** Whether this machine has MongoDB's own server. */
export const hasMongod = folders.some((folder) => folder !== '' && existsSync(join(folder, 'mongod')))
const standIn = hasMongod ? undefined : findJongodb()

/** Whether there is any server to test with. */
export const hasServer = hasMongod || standIn !== undefined

/** The title of a suite, which names the server that it is run with. */
export const serverName = hasMongod
  ? 'with mongod'
  : hasServer
    ? 'with jongodb, which speaks the protocol: not mongod'
    : 'skipped: there is no mongod, and no jongodb for this system'

function findJongodb(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${jongodb}/package.json`)), 'bin/jongodb')
  } catch {
    return undefined
  }
}

/** Gives the tests of a file a `mongod` on `PATH`, also for their children, if the machine has none: it starts jongodb, which knows no passwords. */
export function provideServer(): void {
  if (standIn === undefined) return
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mongodb-stand-in-')))
  chmodSync(folder, 0o755)
  const script = `#!/bin/sh
while [ $# -gt 1 ]; do
  [ "$1" = --port ] && port=$2
  shift
done
exec "${standIn}" --host=127.0.0.1 --port="$port"
`
  writeFileSync(join(folder, 'mongod'), script, { mode: 0o755 })
  process.env['PATH'] = [folder, process.env['PATH'] ?? ''].join(delimiter)
  process.env['JONGODB_STANDS_IN'] = 'yes'
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
}
