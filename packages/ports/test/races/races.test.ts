import { expect, test } from 'vitest'
import { builtPackage } from '../support/built-package'
import { runProgram } from '../support/program'

test('processes that lease ports and listen on them much later never meet each other nor what else goes on', async () => {
  const file = await builtPackage()
  const noise = [runProgram('noise.mjs'), runProgram('noise.mjs')]
  const workers = Array.from({ length: 6 }, () => runProgram('race-worker.mjs', 'portside', file, '100', '25'))
  const results = await Promise.all(workers.map(async (worker) => JSON.parse(await worker.line()) as object))
  expect(results).toEqual(workers.map(() => ({ conflicts: 0 })))
  await Promise.all(workers.map((worker) => worker.ended))
  for (const program of noise) program.child.stdin?.end()
  const done = await Promise.all(noise.map(async (program) => JSON.parse(await program.line()) as { binds: number }))
  expect(Math.min(...done.map(({ binds }) => binds))).toBeGreaterThan(100)
  await Promise.all(noise.map((program) => program.ended))
})

test('a leased port is never lost while its service is stopped and started again', async () => {
  const noise = runProgram('noise.mjs')
  const worker = runProgram('stop-and-start.mjs', await builtPackage(), '60')
  expect(JSON.parse(await worker.line())).toMatchObject({ rounds: 60, lost: 0 })
  await worker.ended
  noise.child.stdin?.end()
  await noise.ended
})
