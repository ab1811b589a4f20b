import { test } from '@playwright/test'
import { report } from '../support/report.mjs'
import { readTarget } from '../support/target.mjs'

test('makes one request', async () => {
  const response = await fetch(readTarget().url)
  report(await response.json())
})
