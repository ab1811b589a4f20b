import { appendFileSync } from 'node:fs'

/** How often each is measured. */
export const rounds = Number(process.env.BENCH_ROUNDS)

/** Appends a sample to the file that databases.mjs reads. */
export function reportSample(name, ms) {
  appendFileSync(process.env.BENCH_SAMPLES, `${JSON.stringify({ name, ms })}\n`)
}
