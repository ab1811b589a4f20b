import { formatNumber, formatTable } from '../support/format-table.mjs'
import { packageFile, programFile, runForJson, underNoise } from './programs.mjs'

const rounds = 200
const processes = 4

/** Servers that are stopped and started again on their leased port, while others bind and connect. */
export async function measureStopAndStart() {
  const argv = [process.execPath, programFile('stop-and-start.mjs'), packageFile, String(rounds)]
  const { result, noise } = await underNoise(() =>
    Promise.all(Array.from({ length: processes }, () => runForJson(argv))),
  )
  const lost = result.reduce((sum, worker) => sum + worker.lost, 0)
  const row = [String(processes), String(rounds), String(lost), formatNumber(noise.binds), formatNumber(noise.connects)]
  return {
    title: 'Stop, wait, start again on the same leased port',
    table: formatTable(['services', 'restarts each', 'ports lost', 'binds of others', 'connects of others'], [row]),
    rows: [{ processes, rounds, lost, noise }],
    isFailed: lost > 0,
  }
}
