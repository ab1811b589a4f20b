import { expect, test } from '@playwright/test'

test('the server answers', async () => {
  const response = await fetch(`http://127.0.0.1:${process.env.RACE_PORT}/`)
  expect(response.status).toBe(200)
  console.log(`answered by ${await response.text()}.`)
})
