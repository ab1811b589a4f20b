import { expect } from 'vitest'
import { test } from './fixtures'

// All tests of this file begin with these rows, and those of other files without them.
test.beforeAll(async ({ db }) => {
  await db.query("insert into posts (author, text) values (2, 'On compilers'), (2, 'On clocks')")
})

test('deletes a user with all posts', async ({ api, db }) => {
  expect((await api.fetch('/users/2', { method: 'DELETE' })).status).toBe(204)
  expect(await db.changes()).toEqual({
    'public.posts': { inserted: 0, updated: 0, deleted: 2 },
    'public.users': { inserted: 0, updated: 0, deleted: 1 },
  })
})

test('lists the posts of a user, who is there again', async ({ api }) => {
  const response = await api.fetch('/users/2/posts')
  expect(await response.json()).toMatchObject([{ text: 'On compilers' }, { text: 'On clocks' }])
})
