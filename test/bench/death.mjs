import { command, start } from 'portside'
import { elapsedMs, nowNs } from './support/clock.mjs'

/**
 * `node test/bench/death.mjs [rounds]`: from the last statement of a server that dies before it is ready (its own end comes
 * a little later) until `start()` has rejected with `E_EXITED_EARLY`, and everything has been cleaned up.
 */
const rounds = Number(process.argv[2] ?? 30)
const dying = command(['node', '-e', 'console.error(String(process.hrtime.bigint())); process.exit(3)'])

const samples = []
for (let round = 0; round < rounds; round += 1) {
  const error = await start(dying).catch((thrown) => thrown)
  const rejectedNs = nowNs()
  if (error.code !== 'E_EXITED_EARLY' || !error.message.includes('ended with code 3')) throw error
  samples.push(elapsedMs(error.output.trim(), rejectedNs))
}
samples.sort((a, b) => a - b)
const [median, longest] = [samples[Math.floor(rounds / 2)], samples.at(-1)].map((ms) => ms.toFixed(1))
console.log(`from the end of a server to its error: median ${median} ms, longest ${longest} ms, ${rounds} rounds`)
