import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { installNodeVersions } from '../../support/node-versions'
import { packWorkspace } from '../../support/packed'
import { managerFolder } from './managers'
import { pairs } from './pairs'
import './matrix-set-up'
import { startRegistry } from './registry'

const execute = promisify(execFile)

/** Vitest's global setup: packs the workspace, starts the registry, and installs what the pairs are run with. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'portside-matrix-')))
  const upstream = (await execute('npm', ['config', 'get', 'registry'], { cwd: folder })).stdout.trim()
  const registry = await startRegistry(await packWorkspace(), upstream.replace(/\/$/, ''))
  const packages = new Map(pairs.map(({ manager }) => [manager.package, manager]))
  for (const manager of packages.values()) await installManager(managerFolder(folder, manager), manager.package)
  const majors = [...new Set(pairs.flatMap(({ project: { node } }) => node ?? []))]
  const nodes = majors.length === 0 ? undefined : await installNodeVersions(majors)
  project.provide('matrix', {
    folder,
    registry: registry.url,
    nodes: Object.fromEntries(majors.map((major) => [major, nodes?.folderOf(major) ?? ''])),
  })
  return async () => {
    await registry.close()
    await nodes?.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

async function installManager(folder: string, specifier: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await execute('npm', ['install', '--no-audit', '--no-fund', specifier], { cwd: folder })
}
