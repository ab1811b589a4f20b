import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive } from '../support/expect-gone'
import { serverPath } from '../support/server-path'
import { startSupervisor, type SupervisorProcess } from '../support/supervisor-process'

const names = Array.from({ length: 20 }, (_, index) => `db${index}`)
const script = `require('fs').appendFileSync(process.env.STARTS, process.env.NAME + '\\n'); import(process.argv[1])`
const services = `
  const entries = ${JSON.stringify(names)}.map((name) => [name, portside.command(
    ['node', '-e', ${JSON.stringify(script)}, ${JSON.stringify(serverPath('echo.mjs'))}],
    { env: { NAME: name, STARTS: folder + '/starts' } },
  )])
  export default portside.defineServices(Object.fromEntries(entries))`

let supervisor: SupervisorProcess
beforeEach(async () => {
  supervisor = await startSupervisor(services)
})
afterEach(() => supervisor.remove())

test('fifty worker processes that ask at the same instant, twenty times, cause one start each time', async () => {
  const workers = Array.from({ length: 50 }, supervisor.startWorker)
  for (const { line } of workers) expect(await line()).toBe('is there')
  const pids: string[] = []
  for (const name of names) {
    for (const { child } of workers) child.stdin?.write(`${name}\n`)
    const answers = new Set(await Promise.all(workers.map(({ line }) => line())))
    expect([name, answers.size]).toEqual([name, 1])
    pids.push(...answers)
  }
  expect(readFileSync(join(supervisor.folder, 'starts'), 'utf8').trim().split('\n')).toEqual(names)
  for (const { child } of workers) child.stdin?.end()
  await Promise.all(workers.map(({ ended }) => ended))
  expect(pids.filter((pid) => !isAlive(Number(pid)))).toEqual([])
  supervisor.child.stdin?.end()
  await supervisor.ended
  expect(pids.filter((pid) => isAlive(Number(pid)))).toEqual([])
}, 120_000)
