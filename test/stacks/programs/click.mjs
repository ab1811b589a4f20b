// Opens a page in Chromium, clicks its button until the page counts, and prints the text of the button and the errors of the page.
// node click.mjs <path of playwright-core> <path of Chromium> <URL>
import { createRequire } from 'node:module'

const [playwright, executablePath, url] = process.argv.slice(2)
const { chromium } = createRequire(import.meta.url)(playwright)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const page = await browser.newPage()
const errors = []
page.on('pageerror', (error) => errors.push(error.message))
page.on('response', (response) => response.status() >= 400 && errors.push(`${response.status()} ${response.url()}`))
await page.goto(url)
const button = page.getByRole('button').first()
// A click before the page is hydrated does nothing.
const counts = async () => {
  await button.click()
  await page.getByRole('button', { name: /clicked [1-9]/ }).waitFor({ timeout: 500 })
  return true
}
for (const endMs = Date.now() + 60_000; Date.now() < endMs;) if (await counts().catch(() => false)) break
console.log(
  JSON.stringify({ button: await button.innerText(), errors: errors.filter((text) => !text.includes('favicon')) }),
)
await browser.close()
