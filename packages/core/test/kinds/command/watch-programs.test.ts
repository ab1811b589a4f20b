import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { PortsideError } from '@portside/errors'
import { command, start } from '../../../src/index'
import { errorOf } from '../../support/error-of'
import { findProgram } from '../../support/find-program'
import { serverPath } from '../../support/server-path'
import { warningsOf } from '../../support/warnings-of'

// A machine that is busy takes its time to start a program.
vi.setConfig({ testTimeout: 40_000 })

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'portside-test-'))
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ scripts: { dev: `node --watch broken.mjs` } }))
  writeFileSync(join(directory, 'broken.mjs'), `throw new Error('the database is not there')`)
})
afterAll(() => rmSync(directory, { recursive: true }))

describe.skipIf(process.platform !== 'linux')('a program that ends under its watcher, which only Linux shows', () => {
  test.concurrent('is named with its code and output, and fails after five seconds of quiet', async () => {
    let error: PortsideError | undefined
    const lines = await warningsOf('PORTSIDE_PROGRAM_ENDED', async () => {
      const argv = ['node', '--watch', serverPath('throws-at-start.mjs')]
      error = await errorOf(start(command(argv, { ready: '/', env: { BROKEN: '1' } })))
    })
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
    expect(error?.summary).toMatch(/^the program under `node --watch .*throws-at-start\.mjs` exited with code 1 before/)
    expect(error?.output).toContain('DATABASE_URL is not set')
    const own = lines.filter((line) => /--watch \S*throws-at-start/.test(line))
    expect(own).toEqual([expect.stringContaining('exited with code 1:\n')])
    expect(own[0]).toContain('DATABASE_URL is not set')
  })

  test.concurrent('below npm is named, too', async () => {
    const error = await errorOf(start(command('npm run dev', { cwd: directory, ready: '/' })))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
    expect(error.summary).toMatch(/^the program under `\S*node --watch broken\.mjs` exited with code 1 before/)
  })

  const python = findProgram('python3')
  test.skipIf(python === undefined)(
    'counts as ended when it has failed inside of a reloader that lives on',
    async () => {
      let error: PortsideError | undefined
      const argv = [python ?? '', serverPath('fails-in-thread.py'), 'runserver']
      const lines = await warningsOf('PORTSIDE_PROGRAM_ENDED', async () => {
        error = await errorOf(start(command(argv, { ready: '/' })))
      })
      expect(error).toMatchObject({
        code: 'E_EXITED_EARLY',
        evidence: [expect.stringMatching(/^Nothing has started it/)],
      })
      expect(error?.summary).toMatch(/^the program inside `.*runserver` has failed before it was ready/)
      const own = lines.filter((line) => line.includes('django-main-thread'))
      expect(own).toEqual([expect.stringContaining('RuntimeError: the database is not there')])
    },
  )

  test.concurrent('fails at its fifth exit when it is started again and again', async () => {
    const argv = ['node', serverPath('forever.mjs'), serverPath('throws-at-start.mjs')]
    const error = await errorOf(start(command(argv, { ready: '/', env: { BROKEN: '1' } })))
    expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
    expect(error.evidence[0]).toMatch(/^Its programs have exited \d+ times with a code other than 0/)
  })

  test.concurrent('does not count when a shell asks until its database is there', async () => {
    const line = `for i in 1 2 3 4 5 6 7; do node -e 'process.exit(1)'; done; exec node ${serverPath('throws-at-start.mjs')}`
    await using api = await start(command(line, { shell: true, ready: '/' }))
    expect(await (await api.fetch('/')).text()).toBe('ok')
  })

  test.concurrent('is waited for while a build goes on beside it', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'portside-test-'))
    await using api = await start(command(['node', serverPath('build-and-watch.mjs')], { cwd, ready: '/' }))
    expect(await (await api.fetch('/')).text()).toBe('ok')
    await api.stop()
    rmSync(cwd, { recursive: true })
  })
})
