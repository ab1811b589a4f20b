import { describe, expect, test } from 'vitest'
import { command, start, task } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { serverPath } from '../../support/server-path'

describe('task', () => {
  test('is ready when its command has ended with 0', async () => {
    const migrate = await start(task(['node', '-e', 'console.log("migrated")']))
    expect(await migrate.output()).toBe('migrated\n')
    await migrate.stop()
  })

  test('runs a function with its needs, before what needs it', async () => {
    const events: string[] = []
    const seed = task(() => void events.push('seed'))
    const api = await start(
      command(['node', serverPath('echo.mjs')], { needs: { seed }, env: () => (events.push('env'), {}) }),
    )
    expect(events).toEqual(['seed', 'env'])
    await api.stop()
  })

  test('fails with the code and the output of its command', async () => {
    const error = await errorOf(start(task(['node', '-e', 'console.error("no table"); process.exit(2)'])))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY', summary: 'ended with code 2', output: 'no table\n' })
  })

  test('fails when its function takes too long', async () => {
    const error = await errorOf(start(task(() => new Promise(() => {}), { startTimeoutMs: 50 })))
    expect(error).toMatchObject({ code: 'E_NOT_READY', summary: 'did not end within 50 ms' })
  })

  test('fails with what its function throws, at once too', async () => {
    const fail = task(() => {
      throw new Error('on purpose')
    })
    await expect(start(fail)).rejects.toThrow('on purpose')
  })

  test('fails when it takes too long, and ends its command', async () => {
    const error = await errorOf(start(task(['node', '-e', 'setInterval(() => {}, 1000)'], { startTimeoutMs: 200 })))
    expect(error).toMatchObject({ code: 'E_NOT_READY', summary: 'did not end within 200 ms' })
  })
})
