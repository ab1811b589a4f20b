import { describe, expect, test } from 'vitest'
import { command, defineService, start } from '../../src/index'
import { createServiceStore } from '../../src/lifecycle/service-store'
import { createRun } from '../../src/run/run'
import { errorOf } from '../support/error-of'
import { expectGone } from '../support/expect-gone'
import { serverPath } from '../support/server-path'

const echo = ['node', serverPath('echo.mjs')]
const hang = `require('node:http').createServer((q) => { if (q.url === '/die') process.exit(5) }).listen(process.env.PORT, process.env.HOST)`

describe('a service that dies after it was ready', () => {
  test('is named by the calls that it leaves open, and by all later ones', async () => {
    const api = await start(command(['node', '-e', `console.log('last words');${hang}`]))
    const open = errorOf(api.fetch('/wait'))
    const last = errorOf(api.fetch('/die'))
    expect(await open).toMatchObject({ code: 'E_CRASHED', service: 'service', output: 'last words\n' })
    expect((await last).summary).toMatch(/^ended with code 5, \d+\.\d s after it was ready$/)
    expect((await errorOf(api.fetch('/later'))).code).toBe('E_CRASHED')
    expect((await errorOf(api.waitForOutput(/never/))).code).toBe('E_CRASHED')
    await api.stop()
    await expectGone(api)
  })

  test('is named with the request that it has not answered, without its query, which may be secret', async () => {
    const dies = `require('node:http').createServer(() => process.exit(5)).listen(process.env.PORT, process.env.HOST)`
    const api = await start(command(['node', '-e', dies]))
    const error = await errorOf(api.fetch('/users?token=s3cret#part', { method: 'POST' }))
    expect(error.evidence).toContain('It had been sent POST /users, and has not answered.')
    expect(error.message).not.toContain('s3cret')
    await api.stop()
    await expectGone(api)
  })

  test('is not started for who asks later, nor for what needs it', async () => {
    const store = createServiceStore({ run: createRun(), keeps: ['run'] })
    const definition = command(echo)
    const { data, crash } = await store.acquire(definition)
    process.kill((data as { pid: number }).pid, 'SIGKILL')
    await new Promise((resolve) => crash.addEventListener('abort', resolve))
    expect((await errorOf(store.acquire(definition))).summary).toContain('was ended by SIGKILL')
    const dependent = defineService({ needs: { definition }, start: () => ({}) })
    expect((await errorOf(store.acquire(dependent))).failures).toMatchObject([{ code: 'E_CRASHED' }])
    await store.close()
  })

  test('is not named when it was stopped', async () => {
    const store = createServiceStore({ run: createRun() })
    const { crash, release } = await store.acquire(command(echo))
    await release()
    expect(crash.aborted).toBe(false)
  })
})
