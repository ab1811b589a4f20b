import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repositoryRoot } from '../../../../../test/support/repository-root'
import { openErrorPages } from '../../../src/cli/explain/error-pages'
import { explanation } from '../../../src/cli/explain/explain-command'
import { pageText } from '../../../src/cli/explain/page-text'

const pages = openErrorPages(pathToFileURL(join(repositoryRoot, 'docs/errors/')))

function explain(...args: readonly string[]): string {
  return explanation(args, pages)
}

describe('portside explain', () => {
  test('prints the page of a code as text, without marks of Markdown', () => {
    const text = explain('E_WRONG_PORT')
    const [title, gap, heading] = text.split('\n')
    expect([title, gap, heading]).toEqual([
      'E_WRONG_PORT: The service listens on another port than it was given',
      '',
      'Meaning',
    ])
    expect(text).toContain("      command('vite --host {host} --port {port} --strictPort')\n")
    expect(text).not.toMatch(/```|\*\*|^#/m)
  })

  test.each(['wrong_port', 'e_wrong_port', 'Wrong-Port', 'E_WRONG_PORT'])('accepts %s', (given) => {
    expect(explain(given)).toContain('E_WRONG_PORT: ')
  })

  test('lists all codes with their titles, a line each', () => {
    const lines = explain().trimEnd().split('\n')
    expect(lines).toHaveLength(pages.codes.length)
    expect(lines.find((line) => line.startsWith('E_CRASHED '))).toMatch(
      /^E_CRASHED +The service died after it was ready$/,
    )
  })

  test('prints JSON: the code, its title and the page', () => {
    const page = JSON.parse(explain('crashed', '--json')) as Record<string, string>
    expect(Object.keys(page)).toEqual(['code', 'title', 'page'])
    expect(page.title).toBe('The service died after it was ready')
    expect(page.page).toMatch(/^# E_CRASHED: /)
  })

  test('prints all codes as JSON', () => {
    const list = JSON.parse(explain('--json')) as { code: string; title: string }[]
    expect(list.map(({ code }) => code)).toEqual(pages.codes)
    expect(list.filter(({ title }) => title === '')).toEqual([])
  })

  test.each([
    ['E_WRONG_PROT', 'did you mean E_WRONG_PORT?'],
    ['crash', 'did you mean E_CRASHED?'],
    ['host', 'did you mean E_WRONG_HOST?'],
    ['E_XYZZY', "There is no code 'E_XYZZY': `npx portside explain` lists all codes"],
    ['', "There is no code '': `npx portside explain` lists all codes"],
  ])('names the codes near to %j', (given, message) => {
    expect(() => explain(given)).toThrow(TypeError)
    expect(() => explain(given)).toThrow(message)
  })

  test('refuses a second code', () => {
    expect(() => explain('E_CRASHED', 'E_STOPPED')).toThrow('Expected one code')
  })
})

describe('the text of a page', () => {
  test('wraps paragraphs and items, and leaves code as it is', () => {
    const markdown = [
      '# E_X: A title',
      '',
      'One two three four five',
      'six **seven** eight `and nine`, see [E_Y](E_Y.md).',
      '',
      '- **First.** one two three four five six:',
      '  ```ts',
      '  if (x) {',
      '    a line of code that is longer than the width',
      '  }',
      '  ```',
      '- Second',
      '',
      '```console',
      '$ ls',
      '```',
    ].join('\n')
    expect(pageText(markdown, 30)).toBe(
      [
        'E_X: A title',
        '',
        '  One two three four five six',
        '  seven eight `and nine`, see',
        '  E_Y.',
        '',
        '  - First. one two three',
        '    four five six:',
        '      if (x) {',
        '        a line of code that is longer than the width',
        '      }',
        '  - Second',
        '',
        '    $ ls',
        '',
      ].join('\n'),
    )
  })

  test.each(pages.codes)('has all words of the page %s', (code) => {
    const { page } = pages.read(code)
    const words = page
      .replaceAll(/^ *```\w*$|\*\*|^#+ |\]\([^)]+\)|\[(?=E_)/gm, '')
      .split(/\s+/)
      .filter(Boolean)
    expect(pageText(page, 80).split(/\s+/).filter(Boolean)).toEqual(words)
  })
})
