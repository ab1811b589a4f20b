import { spawnSync } from 'node:child_process'

// SIGINT is a quick stop of all servers that tests start; PostgreSQL then removes its shared memory, too.
const guard = ['setpriv', '--pdeathsig', 'INT']
let hasGuard: boolean | undefined

/**
 * Returns the command by which a server ends with the process that starts it, however that ends: no hook of a test runs in a process that is killed (prctl(2), `PR_SET_PDEATHSIG`). Where there is no
 * setpriv(1) of util-linux 2.33, it is the command itself.
 */
export function endsWithTest(argv: readonly string[]): readonly string[] {
  hasGuard ??= spawnSync('setpriv', [...guard.slice(1), 'true'], { stdio: 'ignore' }).status === 0
  return hasGuard ? [...guard, ...argv] : argv
}
