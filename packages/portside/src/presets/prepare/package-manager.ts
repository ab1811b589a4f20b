import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readPackage } from './read-package'

/** The package managers that run scripts. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

const managers: readonly PackageManager[] = ['npm', 'pnpm', 'yarn', 'bun']

const lockFiles: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
]

/** Returns the package manager of a project: the one that the nearest `package.json` or lock file names, from `cwd` upwards, else npm. */
export function findPackageManager(cwd: string): PackageManager {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const found = namedManager(folder) ?? lockFiles.find(([file]) => existsSync(join(folder, file)))?.[1]
    if (found !== undefined) return found
    if (dirname(folder) === folder) return 'npm'
  }
}

/** The fields `packageManager` (https://nodejs.org/api/packages.html) and `devEngines` (https://docs.npmjs.com, package.json). */
function namedManager(folder: string): PackageManager | undefined {
  const { packageManager, devEngines } = readPackage(folder)
  const { packageManager: engine } = (devEngines ?? {}) as { readonly packageManager?: { readonly name?: unknown } }
  const name = typeof packageManager === 'string' ? packageManager.split('@', 1)[0] : engine?.name
  return managers.find((manager) => manager === name)
}

/** Returns the words that run a script with further arguments. Only npm takes arguments of a script for its own, unless they follow `--`. */
export function runWords(manager: PackageManager, name: string, args: readonly string[]): readonly string[] {
  const separator = manager === 'npm' && args.length > 0 ? ['--'] : []
  return [manager, 'run', name, ...separator, ...args]
}

/** Returns the command that installs a package for development. */
export function installLine(manager: PackageManager, name: string): string {
  return manager === 'npm' ? `npm install -D ${name}` : `${manager} add -D ${name}`
}
