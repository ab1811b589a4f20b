import { arch, availableParallelism, platform, release } from 'node:os'
import { packageFolder, readManifest } from './package-folder.mjs'

/** The machine that a result depends on, without names or paths of the machine. */
export function describeMachine() {
  const kernel = /^\d+\.\d+/.exec(release())?.[0]
  return { platform: platform(), kernel, arch: arch(), processors: availableParallelism(), node: process.version }
}

/** The installed version of each package. */
export function installedVersions(names) {
  return Object.fromEntries(names.map((name) => [name, readManifest(packageFolder(name)).version]))
}
