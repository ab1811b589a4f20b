import { test } from '@playwright/test'
import { report } from '../../support/report.mjs'
import { readTarget } from '../../support/target.mjs'

test('makes one request, and does not end', async () => {
  await (await fetch(readTarget().url)).text()
  report({ isUp: true })
  await new Promise(() => setInterval(() => undefined, 1000))
})
