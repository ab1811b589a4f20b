import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { plainEnvironment } from '../support/environment.mjs'
import { runners, server } from './runners.mjs'

const repository = join(import.meta.dirname, '../../..')

/** Packs the workspace and installs it with the runners, as users do: what is linked is transformed as if it were the user's own. */
export function installPackages(folder, names) {
  const packed = join(folder, 'packed')
  const env = plainEnvironment(process.env)
  execFileSync(process.execPath, ['scripts/pack.mjs', packed], { cwd: repository, env, stdio: 'ignore' })
  const tarballs = Object.values(JSON.parse(readFileSync(join(packed, 'tarballs.json'), 'utf8')))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const packages = [...tarballs, ...names.flatMap((name) => runners[name].packages)]
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: folder, env, stdio: 'ignore' })
}

/** Writes a suite of so many files into a folder of its own, beside what is installed. */
export function writeSuite(folder, { name, suite, files }) {
  const { suites, services, testFile } = runners[name]
  const { test, ...configuration } = suites[suite]
  const directory = join(folder, `${name}-${suite}-${files}`)
  const tests = Object.fromEntries(Array.from({ length: files }, (_, number) => [testFile(number), test]))
  for (const [path, text] of Object.entries({ ...configuration, ...services, ...tests, 'server.mjs': server })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  writeFileSync(join(directory, 'package.json'), '{ "private": true }')
  symlinkSync(join(folder, 'node_modules'), join(directory, 'node_modules'))
  return directory
}
