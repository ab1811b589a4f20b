import { command, defineService, start } from 'portside'

/** `node stop-many.mjs <program> <exit ms…>`: starts a service for each, stops all at once, and prints how long that took. */
const [program, ...exits] = process.argv.slice(2)
const needs = Object.fromEntries(
  exits.map((exitMs, at) => [`s${at}`, command([process.execPath, program], { env: { EXIT_MS: exitMs } })]),
)
const all = await start(defineService({ needs, start: () => ({}) }))
const startMs = performance.now()
await all.stop()
console.log(JSON.stringify({ stopMs: performance.now() - startMs }))
