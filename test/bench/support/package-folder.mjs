import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder where Node finds a package from `from` (`node_modules` in it or in one above), or undefined. */
export function packageFolder(name, from = import.meta.dirname) {
  const folder = join(from, 'node_modules', name)
  if (readManifest(folder) !== undefined) return realpathSync(folder)
  return dirname(from) === from ? undefined : packageFolder(name, dirname(from))
}

/** A package's `package.json`, or undefined where there is none. */
export function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    return undefined
  }
}

/** The path of the program that a package installs under `bin`. */
export function packageBin(name, bin) {
  const folder = packageFolder(name)
  const { bin: bins } = readManifest(folder)
  return join(folder, bins[bin])
}
