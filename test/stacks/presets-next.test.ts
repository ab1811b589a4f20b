// Next.js allows one development server for each folder of its output, and reads files of variables.
import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { command, start } from '../../packages/core/src/index'
import { next } from '../../packages/portside/src/presets'
import { createApp } from './support/app'
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

test.skipIf(isShort)(
  'next() beside the server of the developer is refused with its place and the choice, or has an output folder of its own',
  async () => {
    const app = await createApp('next', project)
    const git = async (...args: readonly string[]) =>
      (
        await promisify(execFile)('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
          cwd: app.directory,
        })
      ).stdout
    await git('init', '--quiet')
    await git('add', '--all')
    await git('commit', '--quiet', '--message', 'first')
    const byHand = command('next dev --port {port}', {
      cwd: app.directory,
      env: { ...nextEnv, ...app.env },
      ready: '/',
      expose: 'allow',
    })
    await using developers = await start(byHand)
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
