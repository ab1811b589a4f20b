import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const parent = '/usr/lib/postgresql'

/** The folder with the programs of Debian's PostgreSQL; `undefined` if it is not installed. */
export const debianBinaries = existsSync(parent)
  ? readdirSync(parent)
      .map((version) => join(parent, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined
