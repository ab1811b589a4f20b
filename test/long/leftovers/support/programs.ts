import { serverPath } from '../../../support/server-path'

/** The kinds of services that every run of the matrix starts, by the name that their processes carry as `PROGRAM`. */
export const programs = ['plain', 'npm', 'stubborn', 'daemon', 'children'] as const

export type Program = (typeof programs)[number]

/** How long each may take to stop before it is killed. */
export const stopTimeoutMs = 300

/**
 * Definitions of all programs, as the fields of an object in JavaScript; `folder` has a `package.json` with the script `serve`.
 * Their children inherit the run's `MARK` and their own `PROGRAM`.
 */
export function definitionsText(folder: string): string {
  const commands: Readonly<Record<Program, readonly string[]>> = {
    plain: [process.execPath, serverPath('plain.mjs')],
    npm: ['npm', 'run', 'serve'],
    stubborn: [process.execPath, serverPath('stubborn.mjs')],
    daemon: ['sh', serverPath('double-fork.sh'), 'leave', process.execPath, serverPath('plain.mjs')],
    children: [process.execPath, serverPath('many-children.mjs')],
  }
  const fields = programs.map((program) => {
    const env = { PROGRAM: program, npm_config_logs_max: '0' }
    const options = { cwd: folder, stopTimeoutMs, env, detaches: program === 'daemon' }
    return `${program}: command(${JSON.stringify(commands[program])}, ${JSON.stringify(options)})`
  })
  return fields.join(',\n')
}

/**
 * The definition of a service beside them that never becomes ready, for the endings at the start: it ends with 3, or writes `begun`
 * and stays.
 */
export function extraText(): string {
  const ends = 'process.exitCode = 3'
  const stays = `require('fs').writeFileSync(process.env.CELL + '/begun', ''); setInterval(() => undefined, 1000)`
  const script = `process.env.ENDING === 'start fails' ? ${JSON.stringify(ends)} : ${JSON.stringify(stays)}`
  return `command([process.execPath, '-e', ${script}], { env: { PROGRAM: 'extra' } })`
}
