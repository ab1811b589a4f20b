// Next.js works with one development server for each folder of its output, and reads files of variables.
import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { command, type ServerHandle, type ServiceDefinition, start } from '../../packages/core/src/index'
import { next } from '../../packages/portside/src/presets'
import { leftBehind } from '../support/left-behind'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'
import { type App, createApp } from './support/app'
import { failedStart } from './support/failed-start'
import { isShort } from './support/form'
import { nextEnv, nextPage } from './support/pages'

/** A project in git that takes the folder of its output from a variable. */
const project = {
  ...nextPage,
  // Its packages lie outside of the repository here.
  'next.config.mjs': `
    const root = new URL('..', import.meta.url).pathname
    export default { distDir: process.env.NEXT_DIST_DIR ?? '.next', turbopack: { root } }
  `,
  '.gitignore': '.next*\nnode_modules\n',
}

const typedProject = {
  'next.config.mjs': project['next.config.mjs'],
  'app/layout.tsx':
    'export default ({ children }: { children: React.ReactNode }) => <html lang="en"><body>{children}</body></html>',
  'app/page.tsx': 'export default () => <p>hello</p>',
  'package.json': nextPage['package.json'] ?? '',
  '.gitignore': `${project['.gitignore']}next-env.d.ts\n`,
}

const startPreset = join(repositoryRoot, 'test/stacks/programs/start-preset.mjs')
const entries = ['core/dist/index.js', 'portside/dist/presets.js'].map((path) => join(repositoryRoot, 'packages', path))

test.skipIf(isShort)(
  'next() beside the server of the developer is refused with its place and the choice, or has an output folder of its own',
  async () => {
    const app = await createApp('next', project)
    const git = await repositoryOf(app)
    await using developers = await start(byHand(app))
    const options = { cwd: app.directory, env: app.env } as const
    const { error, elapsedMs } = await failedStart(next(options))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
    expect(elapsedMs).toBeLessThan(20_000)
    expect(error.output).toContain(`:${developers.port}`)
    expect(error.output).toMatch(/PID: +\d+/)
    expect(error.hints[0]).toContain('existing')
    expect(error.hints[0]).toContain('distDir')
    const apart = await start(next({ ...options, env: { ...app.env, NEXT_DIST_DIR: '.next-test' } }))
    expect(await (await apart.fetch('/')).text()).toContain('hello')
    await apart.stop()
    expect(await (await developers.fetch('/')).text()).toContain('hello')
    expect(await git('status', '--porcelain')).toBe('')
    await developers.stop()
    await app.expectNothingLeft([developers.url, apart.url])
    await app.remove()
  },
)

test.skipIf(isShort)(
  'next() with an output folder of its own leaves a project in TypeScript as git has it, also after SIGKILL of the runner',
  async () => {
    const app = await createApp('next-typed', typedProject)
    const env = { ...app.env, NEXT_DIST_DIR: '.next-test' }
    // Next.js adds each output folder to tsconfig.json at its first start.
    for (const first of [byHand(app), next({ cwd: app.directory, env })]) await (await start(first)).stop()
    const git = await repositoryOf(app)
    await using developers = await start(byHand(app))
    const settings = JSON.stringify({ preset: 'next', options: { cwd: app.directory, env } })
    const run = runProgram([process.execPath, startPreset, ...entries, settings])
    const [, url = ''] = await run.outputMatching(/^at (http\S+)/m)
    expect(await git('status', '--porcelain')).toBe('')
    run.child.kill('SIGKILL')
    await run.ended
    await expect.poll(() => leftBehind('NEXT_DIST_DIR=.next-test', [url]), { timeout: 10_000 }).toEqual([])
    expect(await git('status', '--porcelain')).toBe('')
    expect(await (await developers.fetch('/')).text()).toContain('hello')
    await developers.stop()
    await app.expectNothingLeft([developers.url, url])
    await app.remove()
  },
)

test.skipIf(isShort)('next() with Next 15 runs twice in one folder, with an output folder each', async () => {
  const app = await createApp('next-15', project)
  const both = ['.next-a', '.next-b'].map((folder) =>
    start(next({ cwd: app.directory, env: { ...app.env, NEXT_DIST_DIR: folder } })),
  )
  const services = await Promise.all(both)
  for (const service of services) expect(await (await service.fetch('/')).text()).toContain('hello')
  await Promise.all(services.map((service) => service.stop()))
  await app.expectNothingLeft(services.map(({ url }) => url))
  await app.remove()
})

/** Makes the folder of an app a repository with all its files, and returns git in it. */
async function repositoryOf({ directory }: App): Promise<(...args: readonly string[]) => Promise<string>> {
  const git = async (...args: readonly string[]): Promise<string> => {
    const words = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args]
    return (await promisify(execFile)('git', words, { cwd: directory })).stdout
  }
  await git('init', '--quiet')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'first')
  return git
}

/** The server of the developer. */
function byHand({ directory, env }: App): ServiceDefinition<ServerHandle> {
  const options = { cwd: directory, env: { ...nextEnv, ...env }, ready: '/', expose: 'allow' } as const
  return command('next dev --port {port}', options)
}

test.skipIf(isShort)('next() gives the app the variables of `env`, whatever its files of variables say', async () => {
  let asked = 0
  const trap = createServer((socket) => {
    asked += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
  const { port } = trap.address() as { readonly port: number }
  const line = `API_URL=http://127.0.0.1:${port}\nSECOND=of the file\n`
  const app = await createApp('next', {
    ...nextPage,
    '.env': line,
    '.env.local': line,
    'app/page.jsx': `
      export const dynamic = 'force-dynamic'
      export default async function Page() {
        const { text } = await (await fetch(process.env.API_URL)).json()
        return <p>{text} {process.env.SECOND}</p>
      }`,
  })
  const api = command(['node', '-e', answerHello], { env: app.env })
  const web = next({ cwd: app.directory, needs: { api }, env: ({ api }) => ({ ...app.env, API_URL: api.url }) })
  const service = await start(web)
  expect((await (await service.fetch('/')).text()).replaceAll('<!-- -->', '')).toContain('hello of the file')
  await service.stop()
  trap.close()
  expect(asked).toBe(0)
  await app.expectNothingLeft([service.url])
  await app.remove()
})

const answerHello = `require('node:http').createServer((_, response) => response.end('{"text":"hello"}')).listen(process.env.PORT, process.env.HOST)`
