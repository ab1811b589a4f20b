import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answers, processesWith } from '../support/leftovers'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'
import { serverPath } from '../support/server-path'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')

// Marks the processes of one test, so that those that are left can be found.
let mark: string
beforeEach(() => (mark = randomUUID()))
afterEach(() => expect(processesWith(mark)).toEqual([]))

function portside(...args: readonly string[]) {
  return runProgram([process.execPath, cli, ...args])
}

function server(): string {
  return `node ${serverPath('plain.mjs')} ${mark}`
}

/** A service that runs until `portside run` is stopped. */
async function runningService() {
  const script = 'console.log("up", process.env.PORTSIDE_SERVICE_PORT); setInterval(() => {}, 1000)'
  const run = portside('run', '-s', server(), '--', 'node', '-e', script)
  const port = (await run.outputMatching(/up (\d+)/))[1] ?? ''
  const stop = async () => {
    run.child.kill('SIGTERM')
    await run.ended
  }
  return { port, stop }
}

describe('portside who', () => {
  test('names the process that has a port, and the run that it belongs to', async () => {
    const { port, stop } = await runningService()
    const { code, output } = await portside('who', port).ended
    expect(code).toBe(0)
    expect(output).toMatch(new RegExp(`process +\\d+ .*plain.mjs ${mark}`))
    expect(output).toMatch(/service +service of run [0-9a-f]{16}/)
    await stop()
    // The port may be somebody else's by now.
    expect((await portside('who', port).ended).output).not.toContain(mark)
    // Nobody listens on the port of TCPMUX.
    expect((await portside('who', '1').ended).code).toBe(1)
  })

  test('takes a URL, an address or a process id, and prints JSON', async () => {
    const { port, stop } = await runningService()
    const ask = async (target: string) => {
      const { output } = await portside('who', target, '--json').ended
      return (JSON.parse(output) as { owners: { port: number; owner: { pid: number; command: string[] } }[] }).owners[0]
    }
    const byUrl = await ask(`http://127.0.0.1:${port}/path`)
    expect(byUrl?.owner.command).toContain(mark)
    expect((await ask(`127.0.0.1:${port}`))?.owner.pid).toBe(byUrl?.owner.pid)
    expect((await ask(`localhost:${port}`))?.owner.pid).toBe(byUrl?.owner.pid)
    expect((await ask(String(byUrl?.owner.pid)))?.port).toBe(Number(port))
    await stop()
  })
})

describe.skipIf(process.platform !== 'linux')('portside who (skipped: other systems show less)', () => {
  test('shows a process that has no port', async () => {
    const program = runProgram([process.execPath, '-e', "console.log('up'); setInterval(() => {}, 1000)", mark])
    await program.outputMatching(/up/)
    const pid = Number(program.child.pid)
    const { output } = await portside('who', String(pid)).ended
    expect(output).toMatch(
      new RegExp(`^Process ${pid} listens on no port\n +process +${pid} .*${mark}\n +parent +${process.pid} `, 'm'),
    )
    const json = JSON.parse((await portside('who', String(pid), '--json').ended).output) as object
    expect(json).toMatchObject({ owners: [], process: { pid, ppid: process.pid } })
    program.child.kill('SIGKILL')
    await program.ended
    const none = await portside('who', '4194304').ended
    expect(none).toMatchObject({ code: 1, output: 'There is no process 4194304\n' })
  })
})

describe('portside free', () => {
  test('prints as many different ports as asked for, which nobody has', async () => {
    const { code, output } = await portside('free', '3').ended
    const ports = output.trim().split('\n').map(Number)
    expect(code).toBe(0)
    expect(new Set(ports).size).toBe(3)
    expect(await Promise.all(ports.map(answers))).toEqual([false, false, false])
    expect(JSON.parse((await portside('free', '--json').ended).output)).toHaveLength(1)
  })
})

describe('portside kill', () => {
  test('ends the process that listens on a port, and only when asked to', async () => {
    const server = runProgram([process.execPath, serverPath('plain.mjs'), mark], {
      env: { PORT: '0', HOST: '127.0.0.1' },
    })
    await server.outputMatching(/listening/)
    const owners = JSON.parse((await portside('who', String(server.child.pid), '--json').ended).output) as {
      owners: { port: number }[]
    }
    const port = String(owners.owners[0]?.port)
    expect((await portside('kill', port).ended).code).toBe(2)
    expect(await answers(Number(port))).toBe(true)
    const { code, output } = await portside('kill', '--yes', port).ended
    expect(output).toContain('SIGTERM')
    expect(code).toBe(0)
    expect((await server.ended).signal).toBe('SIGTERM')
    expect((await portside('kill', '--yes', '1').ended).code).toBe(1)
  })

  test('kills what ignores SIGTERM', async () => {
    const script = `process.on('SIGTERM', () => {}); require('net').createServer().listen(0, '127.0.0.1', function () { console.log('port', this.address().port) })`
    const server = runProgram([process.execPath, '-e', script, mark])
    const port = (await server.outputMatching(/port (\d+)/))[1] ?? ''
    const { code, output } = await portside('kill', '-y', port).ended
    expect(output).toContain('SIGKILL')
    expect(code).toBe(0)
    await server.ended
  })
})
