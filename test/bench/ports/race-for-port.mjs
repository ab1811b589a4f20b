import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { packageBin } from '../support/package-folder.mjs'

const server = fileURLToPath(new URL('../../servers/plain.mjs', import.meta.url))

/** Lets two runs race for `port`; resolves with the loser's error `code`, or with the `failure`: what went otherwise, and why. */
export async function raceForPort({ port, mark }) {
  const runs = ['left', 'right'].map((name) => beginRun(name, { port, mark }))
  const loser = await Promise.race(runs.map(async (run) => run.ended.then(() => run)))
  const winner = runs.find((run) => run !== loser)
  // It may have got the port and not be ready yet; one that fails as well ends by itself.
  await Promise.race([winner.ready, winner.ended])
  winner.child.kill('SIGTERM')
  await winner.ended
  return judge(winner, loser)
}

/** A run whose command does not end, so that the port stays taken until the race is over. */
function beginRun(name, { port, mark }) {
  const [variable, value] = mark.split('=')
  const service = ['-s', `${name}=node ${server}`, '--port', String(port)]
  const command = ['node', '-e', 'setInterval(() => {}, 1000)']
  const argv = [packageBin('portside', 'portside'), 'run', ...service, '--', ...command]
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, [variable]: value, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const run = { name, child, output: '', ended: once(child, 'close') }
  run.ready = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        run.output += text
        if (run.output.includes(' is ready at ')) resolve()
      })
    }
  })
  return run
}

function judge(winner, loser) {
  const [code] = /E_PORT_IN_USE|E_IMPOSTOR/.exec(loser.output) ?? []
  const isNamed = loser.output.includes(`process ${winner.child.pid}`) && loser.output.includes(`\`${winner.name}\``)
  const isWon = winner.output.includes(' is ready at ')
  if (code !== undefined && isNamed && isWon && loser.child.exitCode === 1) return { code }
  return { code, failure: `the winner wrote:\n${winner.output}\nthe loser wrote:\n${loser.output}` }
}
