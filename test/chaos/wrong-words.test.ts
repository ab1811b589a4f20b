import { describe, expect, test } from 'vitest'
import { inProcess, start } from '../../packages/core/src/index'
import { commandOf, commands } from '../../packages/portside/src/cli/main'
import { helpOption } from '../../packages/portside/src/cli/terminal/command'
import { asyncOptionTakers, handleOptions, optionTakers } from '../support/option-names'

/** The spellings of a word that are one letter off: one missing, doubled, wrong, swapped with the next, or in the other case. */
function oneLetterOff(word: string): readonly string[] {
  const letters = word.split('')
  const at = (index: number, ...instead: readonly string[]) => letters.toSpliced(index, instead.length || 1, ...instead)
  const spellings = letters.flatMap((letter, index) => {
    const next = letters[index + 1] ?? ''
    const isLower = letter === letter.toLowerCase()
    return [
      letters.toSpliced(index, 1),
      letters.toSpliced(index, 0, letter),
      at(index, 'q'),
      next === '' ? letters : at(index, next, letter),
      at(index, isLower ? letter.toUpperCase() : letter.toLowerCase()),
    ]
  })
  return [...new Set(spellings.map((spelling) => spelling.join('')))].filter(
    (spelling) => spelling !== word && spelling !== '',
  )
}

/** The message of the error of a call; `undefined` without one. */
async function messageOf(call: () => unknown): Promise<string | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error instanceof TypeError ? error.message : String(error)
  }
}

const takers = Object.entries({ ...optionTakers, ...asyncOptionTakers })
const pairs = takers.flatMap(([of, { names }]) => names.map((name) => [of, name] as const))

describe('an option that is one letter off is answered with the right one', () => {
  test.each(pairs)('%s `%s`', async (of, name) => {
    const { names, call } = { ...optionTakers, ...asyncOptionTakers }[of] ?? expect.unreachable()
    for (const spelling of oneLetterOff(name).filter((spelling) => !names.includes(spelling))) {
      const message = await messageOf(() => call({ [spelling]: 1 }))
      expect(message, spelling).toMatch(new RegExp(`^\\S+ has no option \`${spelling}\`: did you mean .*\`${name}\``))
    }
  })

  test('of the functions of a handle', async () => {
    await using api = await start(inProcess(() => (_, response) => response.end()))
    const calls: Readonly<Record<keyof typeof handleOptions, (options: object) => unknown>> = {
      'output()': (options) => api.output(options),
      'waitForOutput()': (options) => api.waitForOutput(/x/, options),
    }
    for (const [of, names] of Object.entries(handleOptions))
      for (const name of names)
        for (const spelling of oneLetterOff(name))
          await expect(async () => calls[of as keyof typeof calls]({ [spelling]: 1 })).rejects.toThrow(
            `${of} has no option \`${spelling}\`: did you mean \`${name}\`?`,
          )
  })
})

test.each(takers)('all options of %s are known', async (_, { names, call }) => {
  for (const name of names)
    expect(String(await messageOf(() => call({ [name]: Symbol('wrong') })))).not.toMatch('has no option')
})

const lines = Object.entries(commands)
const lineOptions = lines.flatMap(([name, { options }]) =>
  Object.keys({ ...options, ...helpOption }).map((option) => [name, option] as const),
)

describe('an option of the command line that is one letter off is answered with the right one', () => {
  test.each(lineOptions)('%s --%s', async (name, option) => {
    const { options, run } = commandOf(name)
    const command = name === 'run' ? ['--', 'true'] : []
    for (const spelling of oneLetterOff(option).filter((word) => !Object.hasOwn({ ...options, ...helpOption }, word)))
      for (const given of [`--${spelling}`, `--${spelling}=1`]) {
        const message = await messageOf(() => run([given, ...command]))
        expect(message, given).toMatch(new RegExp(`^Unknown option --${spelling}: is .*--${option}( or .*)? meant\\?$`))
      }
  })
})

test.each([...lines.map(([name]) => name), 'help'])('a command that is one letter off is answered with %s', (name) => {
  for (const spelling of oneLetterOff(name).filter((word) => !Object.hasOwn(commands, word) && word !== 'help'))
    expect(() => commandOf(spelling), spelling).toThrow(new RegExp(`^Unknown command ${spelling}: is .*\\b${name}\\b`))
})
