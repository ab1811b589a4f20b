import { expect, test } from 'vitest'
import { usedFixtures } from '../src/used-fixtures'

test.each([
  ['async ({ api, page }) => {}', ['api', 'page']],
  ['({ api: renamed, db = none }, info) => {}', ['api', 'db']],
  ['async function ({\n  api,\n}) {}', ['api']],
  ['async function named({ api }) {}', ['api']],
  ['async () => { use({ api }) }', []],
  ['({}) => {}', []],
])('finds what %j takes', (text, names) => {
  expect(usedFixtures(text)).toEqual(names)
})
