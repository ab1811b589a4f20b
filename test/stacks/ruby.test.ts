import { expect, test } from 'vitest'
import { command, start } from '../../packages/core/src/index'
import { createApp } from './support/app'
import { failedStart } from './support/failed-start'
import { isShort } from './support/form'
import { expectHello } from './support/hello'
import { missing, skipNote } from './support/programs'

const noPuma = missing('puma')
const rack = `run ->(_) { [200, { 'content-type' => 'text/plain' }, ['hello']] }\n`

for (const [line, files] of [
  ['puma -b tcp://{host}:{port}', {}],
  ['puma', { 'config/puma.rb': `bind "tcp://#{ENV['HOST']}:#{ENV['PORT']}"\n` }],
  ['puma --bind tcp://{host}:{port} --workers 2', {}],
] as const)
  test.skipIf(noPuma !== undefined)(`${line} answers on its port and leaves nothing${skipNote(noPuma)}`, async () => {
    const app = await createApp(undefined, { 'config.ru': rack, ...files })
    await expectHello(app, line)
    await app.remove()
  })

test.skipIf(noPuma !== undefined)(
  `puma takes a socket that was handed over at its address${skipNote(noPuma)}`,
  async () => {
    const app = await createApp(undefined, { 'config.ru': rack })
    const service = command('puma --bind tcp://{host}:{port}', {
      cwd: app.directory,
      port: 'inherit',
      ready: '/',
      env: app.env,
    })
    const handle = await start(service)
    expect(await (await handle.fetch('/')).text()).toBe('hello')
    await handle.stop()
    await app.expectNothingLeft([handle.url])
    await app.remove()
  },
)

test.skipIf(noPuma !== undefined || isShort)(
  `puma that closes the socket that was handed over fails with that as the cause${skipNote(noPuma)}`,
  async () => {
    const app = await createApp(undefined, { 'config.ru': rack })
    const options = { cwd: app.directory, env: app.env, port: 'inherit', ready: '/', startTimeoutMs: 20_000 } as const
    const { error } = await failedStart(command('puma --bind tcp://127.0.0.1:0', options))
    expect(error.hints[0]).toMatch(/^It has closed the socket that was handed over .*puma -b tcp:\/\/\{host\}:\{port\}/)
    expect(error.hints.join()).not.toContain('PORT')
    await app.expectNothingLeft([])
    await app.remove()
  },
)

test.skipIf(noPuma !== undefined)(`puma with a broken app ends at once with its line${skipNote(noPuma)}`, async () => {
  const app = await createApp(undefined, { 'config.ru': `raise 'the database is not there'\n` })
  const { error, elapsedMs } = await failedStart(
    command('puma --bind tcp://{host}:{port}', { cwd: app.directory, env: app.env, ready: '/' }),
  )
  expect(error).toMatchObject({ code: 'E_EXITED_EARLY', output: expect.stringContaining('the database is not there') })
  expect(elapsedMs).toBeLessThan(10_000)
  await app.expectNothingLeft([])
  await app.remove()
})
