import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repositoryRoot } from '../support/repository-root'
import { runProgram } from '../support/run-program'

const cli = join(repositoryRoot, 'packages/portside/dist/cli.js')

function portside(...args: readonly string[]) {
  return runProgram([process.execPath, cli, ...args], { cwd: tmpdir() })
}

describe('portside', () => {
  test.each([['--help'], ['run', '--help'], ['who', '-h'], ['help', 'run'], ['--version']])(
    'prints help and version: %j',
    async (...args) => {
      const { code, output } = await portside(...args).ended
      expect(code).toBe(0)
      expect(output).toMatch(/Usage: portside|^\d+\.\d+\.\d+\n$/)
    },
  )

  test('names the command and the option that may be meant', async () => {
    const command = await portside('rnu', '--', 'true').ended
    expect(command).toMatchObject({ code: 2, output: 'portside: Unknown command rnu: is run meant?\n' })
    const help = await portside('hlep').ended
    expect(help).toMatchObject({ code: 2, output: 'portside: Unknown command hlep: is help meant?\n' })
    const option = await portside('run', '--prot', '80', '--', 'true').ended
    expect(option).toMatchObject({ code: 2, output: 'portside: Unknown option --prot: is --port meant?\n' })
  })

  test('takes --help for the value of an option that has one', async () => {
    const { code, output } = await portside('run', '-s', 'node x', '--env', '--help', '--', 'true').ended
    expect(code).toBe(2)
    expect(output).not.toContain('Usage: ')
  })
})
