import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { probe } from '../../src/index'
import { isAlive } from '../support/is-alive'
import { observe } from '../support/observe'
import { targetAt } from '../support/target'
import { temporaryDirectory } from '../support/temporary-directory'
import { until } from '../support/until'

test("is ready when the command ends with 0, in the target's folder and environment", async () => {
  const cwd = temporaryDirectory()
  const target = targetAt(undefined, { cwd, env: { PATH: process.env['PATH'], FLAG: 'done' } })
  const wait = observe(probe.exec('echo "no $FLAG"; test -e "$FLAG"'), target)
  expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toEqual({
    probe: 'echo "no $FLAG"; test -e "$FLAG" ends with 0',
    outcome: 'answered',
    detail: 'ended with 1',
    body: 'no done\n',
  })
  writeFileSync(join(cwd, 'done'), '')
  await wait.ready
})

test('runs an argv without a shell', async () => {
  const source = 'process.exit(process.argv[1] === "$HOME" ? 0 : 1)'
  await observe(probe.exec([process.execPath, '-e', source, '$HOME']), targetAt()).ready
})

test('kills the whole group of the command at abort', async () => {
  const cwd = temporaryDirectory()
  const wait = observe(probe.exec('sleep 60 & echo $! > pid.tmp; mv pid.tmp pid; wait'), targetAt(undefined, { cwd }))
  await until(() => existsSync(join(cwd, 'pid')))
  const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'))
  expect(isAlive(pid)).toBe(true)
  wait.abort()
  await expect(wait.ready).rejects.toThrow('aborted')
  await until(() => !isAlive(pid))
})

test('leaves nothing that the command started', async () => {
  const cwd = temporaryDirectory()
  await observe(probe.exec('sleep 60 & echo $! > pid'), targetAt(undefined, { cwd })).ready
  const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'))
  await until(() => !isAlive(pid))
})

test('notes the end of a command while a process that has left its group holds its output open', async () => {
  const cwd = temporaryDirectory()
  writeFileSync(join(cwd, 'hold'), '')
  const holder = "['-c', 'while [ -e hold ]; do sleep 0.1; done'], { detached: true, stdio: 'inherit' }"
  const source = `require('node:child_process').spawn('sh', ${holder}); console.log('no database'); process.exit(3)`
  const wait = observe(probe.exec([process.execPath, '-e', source]), targetAt(undefined, { cwd }))
  expect(await wait.tracked(({ outcome }) => outcome === 'answered')).toMatchObject({
    detail: 'ended with 3',
    body: 'no database\n',
  })
  wait.abort()
  await expect(wait.ready).rejects.toThrow('aborted')
  rmSync(join(cwd, 'hold'))
})

test('notes a command that is not there, and one that does not end', async () => {
  const absent = observe(probe.exec(['no-such-command']), targetAt())
  expect(await absent.tracked(() => true)).toMatchObject({ outcome: 'failed', detail: 'spawn no-such-command ENOENT' })
  absent.abort()
  const hung = observe(probe.exec('sleep 60'), targetAt())
  expect(await hung.tracked(() => true)).toMatchObject({ outcome: 'silent', detail: 'has not ended for 500 ms' })
  hung.abort()
  await expect(hung.ready).rejects.toThrow('aborted')
})

test('rejects what is no command', () => {
  expect(() => probe.exec(' ')).toThrow("Expected `command` to be a command line or a list of strings, got ' '")
  expect(() => probe.exec([])).toThrow('Expected `command`')
})
