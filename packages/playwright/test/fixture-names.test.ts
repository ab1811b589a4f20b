import { expect, test } from 'vitest'
import { fixtureNames } from '../src/fixture-names'

test.each([
  ['async ({ api, page }) => {}', ['api', 'page']],
  ['({ api: renamed, db = none }, info) => {}', ['api', 'db']],
  ['async function ({\n  api,\n}) {}', ['api']],
  ['async function named({ api }) {}', ['api']],
  ['async () => { use({ api }) }', []],
  ['({}) => {}', []],
])('finds what %j takes', (text, names) => {
  expect(fixtureNames(text)).toEqual(names)
})
