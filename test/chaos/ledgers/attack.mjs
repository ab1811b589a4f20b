// `node attack.mjs <folder> <count> <seed>`, as root in a PID and mount namespace of its own: forges the ledgers of dead runs, has each cleaned up
// beside one that is not forged, and writes what that has cost as JSON. Nothing may be lost but what the runs have left.
import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leaveRuns, startRuns } from './dead-runs.mjs'
import { mutations } from './mutations.mjs'
import { holds, identify, isAlive, runToEnd } from './processes.mjs'
import { createRandom } from './random.mjs'

const [folder, countText, seedText] = process.argv.slice(2)
const cli = join(import.meta.dirname, '../../../packages/portside/dist/cli.js')
const batch = 20

const world = await createWorld()
const random = createRandom(Number(seedText))
const names = Object.keys(mutations)
const result = { rounds: 0, innocents: [], folders: [], hangs: [], unnamed: [], left: [], trusted: 0, setAside: 0 }
for (let done = 0; done < Number(countText); done += batch)
  await attackBatch(done, Math.min(batch, Number(countText) - done))
// All remaining processes end with this namespace.
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit())

async function createWorld() {
  const at = (...parts) => join(folder, ...parts)
  const precious = at('tmp', 'precious')
  const ledger = at('state/portside/runs')
  const kept = [precious, at('project/precious'), at('home')]
  for (const path of [...kept, at('stash')]) mkdirSync(path, { recursive: true, mode: 0o700 })
  writeFileSync(at('project/package.json'), '{}')
  const { PATH } = process.env
  const env = { PATH, HOME: at('home'), TMPDIR: at('tmp'), XDG_STATE_HOME: at('state'), XDG_CACHE_HOME: at('cache') }
  const cwd = at('project')
  const runs = await startRuns(1, { env, cwd, ledger })
  const [live] = runs.runs
  const sleepers = Array.from({ length: 4 }, () => spawn('sleep', ['100000'], { detached: true, stdio: 'ignore' }).pid)
  await holds(() => sleepers.every(identify))
  const bystanders = [1, process.pid, ...sleepers].map(identify)
  kept.push(live.run.directories[0])
  const others = { live, bystanders: [...bystanders, ...live.processes], innocent: bystanders.at(-1) }
  return { folder, ledger, stash: at('stash'), precious, kept, env, cwd, ...others }
}

/** Runs that are left at once; half of them are forged, and each of those is beside one of the others. */
async function attackBatch(done, size) {
  const runs = await leaveRuns(2 * size, world)
  for (let index = 0; index < size; index += 1) {
    const label = names[(done + index) % names.length]
    await attack(label, runs[2 * index], runs[2 * index + 1], done + index)
  }
}

async function attack(label, forged, sound, round) {
  const path = join(world.ledger, forged.name)
  const made = mutations[label]({ ...forged, path }, world, random)
  if (made !== undefined) writeFileSync(path, typeof made === 'string' ? made : JSON.stringify(made), { mode: 0o600 })
  renameSync(join(world.stash, sound.name), join(world.ledger, sound.name))
  const note = (list, what) => list.push(`${round} ${label}: ${what}`)

  const doctor = await runToEnd([cli, 'doctor', '--json'], world)
  if (doctor.code === 'hang') note(result.hangs, 'doctor')
  else if (!factOf(doctor.output).includes(forged.name)) note(result.unnamed, factOf(doctor.output))
  if (round % 5 === 0 && (await runToEnd([cli, 'ps', '--all'], world)).code !== 0) note(result.hangs, 'ps')
  const cleaner = round % 4 === 0 ? [join(import.meta.dirname, 'runner.mjs'), '1', 'stop'] : [cli, 'stop', '--stale']
  const { code, output } = await runToEnd(cleaner, world)
  if (code !== 0) note(result.hangs, `${code} ${output}`)

  for (const { pid } of world.bystanders.filter((each) => !isAlive(each))) note(result.innocents, pid)
  for (const each of world.kept.filter((kept) => !existsSync(kept))) note(result.folders, each)
  const isGone = await holds(() => !sound.processes.some(isAlive) && !existsSync(sound.run.directories[0]))
  if (!isGone)
    note(
      result.left,
      sound.processes.filter(isAlive).map(({ pid }) => pid),
    )
  result.rounds += 1
  tidy(forged)
}

function factOf(output) {
  return JSON.parse(output).checks.find(({ name }) => name === 'leftovers').fact
}

/** Ends what is left of the forged run, which only this program knows. */
function tidy({ name, run, processes }) {
  const aside = join(world.ledger, 'set-aside')
  if (existsSync(aside) && readdirSync(aside).includes(name)) result.setAside += 1
  else result.trusted += 1
  for (const each of processes.filter(isAlive)) process.kill(each.pid, 'SIGKILL')
  for (const each of readdirSync(world.ledger).filter((file) => file.includes(run.runId)))
    remove(join(world.ledger, each))
  for (const each of [aside, ...run.directories]) remove(each)
}

function remove(path) {
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined
  if (isThere) rmSync(path, { recursive: true, force: true })
}
