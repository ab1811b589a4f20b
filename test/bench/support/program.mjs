import { fileURLToPath } from 'node:url'

/** The path of a program of the benchmark. */
export function programPath(name) {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url))
}

/** The argv of the harness that runs one peer's own functions: `peer` is the URL of the peer's file. */
export function harnessArguments(peer) {
  return [process.execPath, programPath('harness.mjs'), peer]
}
