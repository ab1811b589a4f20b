import { expect } from '@playwright/test'
import { withServices } from 'portside/playwright'
import services from '../services'

const test = withServices(services, { baseURL: 'web' })

test('adds a note', async ({ page, db }) => {
  await page.goto('/')
  await page.getByLabel('Note').fill('Feed the cat')
  await page.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByRole('listitem')).toHaveText(['Buy milk', 'Feed the cat'])
  expect(await db.query('select text from notes order by id')).toEqual([{ text: 'Buy milk' }, { text: 'Feed the cat' }])
})

test('shows the notes of the seed, whatever other tests add', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('listitem')).toHaveText(['Buy milk'])
})

test('shows what is in the database', async ({ page, db }) => {
  await db.query("insert into notes (text) values ('From the test')")
  await page.goto('/')
  await expect(page.getByRole('listitem')).toHaveText(['Buy milk', 'From the test'])
})
