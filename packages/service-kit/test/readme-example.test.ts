import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, test } from 'vitest'
import { builtProgram } from '../../../test/support/built-program'
import { repositoryRoot } from '../../../test/support/repository-root'
import { linkDependencies } from '../../../test/repository/link-dependencies'
import { readmeProjects } from '../../../test/repository/readme-files'

const programs = ['redis-server', 'redis-cli']
const folders = (process.env['PATH'] ?? '').split(delimiter)
const missing = programs.filter((program) => !folders.some((folder) => existsSync(join(folder, program))))

const cache = join(repositoryRoot, 'node_modules/.cache')
mkdirSync(cache, { recursive: true })
const project = mkdtempSync(join(cache, 'readme-example-'))
// An ordinary user starts the server, too.
chmodSync(project, 0o755)
afterAll(() => rmSync(project, { recursive: true, force: true }))

// The tests of the README register themselves in this file.
if (missing.length > 0)
  test.skip(`the example of the README (skipped: ${missing.join(', ')} not installed)`, () => undefined)
else await describeExample()

async function describeExample(): Promise<void> {
  const markdown = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8')
  for (const { path, code } of readmeProjects(markdown).flat()) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), code)
  }
  linkDependencies(project)
  mkdirSync(join(project, 'dist-test'))
  const built = pathToFileURL(await builtProgram(join(project, 'test/serve.ts'))).href
  writeFileSync(join(project, 'dist-test/serve.mjs'), `export * from '${built}'`)
  const file = pathToFileURL(join(project, 'test/conformance.test.ts')).href
  await import(/* @vite-ignore */ file)
}
