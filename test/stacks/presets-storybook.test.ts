// Storybook, whose pages are its stories: they are listed and compiled apart from the page around them.
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { storybook } from '../../packages/portside/src/presets'
import { createApp } from './support/app'
import { failedStart } from './support/failed-start'
import { isShort } from './support/form'
import { ownHome } from './support/own-home'
import { storybookPage, storybookStory } from './support/pages'
import { testPreset } from './support/preset-promises'

const env = ownHome()
const page = { hasPage: true, path: storybookStory, files: storybookPage, options: { env } } as const

// Vite serves a module that `warm` names uncompiled up to version 6, which Storybook 8 has.
testPreset({
  ...page,
  name: 'storybook()',
  preset: 'storybook',
  tools: 'storybook',
  options: { env, warm: ['/src/hello.stories.jsx'] },
  broken: { 'src/hello.stories.jsx': `import './nowhere'\n${storybookPage['src/hello.stories.jsx']}` },
})
testPreset({ ...page, name: 'storybook() with Storybook 8', preset: 'storybook', tools: 'storybook-8' })
testPreset({ ...page, name: "script('storybook')", preset: 'script', script: 'storybook', tools: 'storybook' })

/** A mistake, and the line of Storybook's that names it. */
const mistakes = [
  {
    name: 'a configuration that cannot be loaded',
    files: { '.storybook/main.js': `import './nowhere.js'\n${storybookPage['.storybook/main.js']}` },
    line: /couldn't\W+evaluate[^]*nowhere\.js/,
  },
  {
    name: 'a story that cannot be parsed',
    files: { 'src/hello.stories.jsx': 'export default { title: ' },
    line: /Unable to index\W+\.\/src\/hello\.stories\.jsx/,
  },
  {
    name: 'two stories of one name',
    files: { 'src/again.stories.jsx': storybookPage['src/hello.stories.jsx'] ?? '' },
    line: /Duplicate stories with id: hello--page/,
  },
] as const

for (const tools of ['storybook', 'storybook-8'] as const)
  test.skipIf(isShort).each(mistakes)(`$name ends the start at once (${tools})`, async ({ files, line }) => {
    const app = await createApp(tools, { ...storybookPage, ...files })
    const { error, elapsedMs } = await failedStart(storybook({ cwd: app.directory, env: { ...app.env, ...env } }))
    // Storybook ends by itself, or lives on with its report.
    expect(['E_EXITED_EARLY', 'E_NOT_READY']).toContain(error.code)
    expect(stripVTControlCharacters(error.output)).toMatch(line)
    expect(elapsedMs).toBeLessThan(40_000)
    await app.expectNothingLeft([])
    await app.remove()
  })

test.skipIf(isShort)('an address of IPv6, with which Storybook does not start, is named', async () => {
  const app = await createApp('storybook', storybookPage)
  const { error } = await failedStart(storybook({ cwd: app.directory, env: { ...app.env, ...env }, host: '::1' }))
  expect(error).toMatchObject({ code: 'E_EXITED_EARLY' })
  expect(error.hints[0]).toContain('a URL of its host, which fails for an IPv6 address: leave out')
  await app.expectNothingLeft([])
  await app.remove()
})
