import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../src/index'

describe('parseCommandLine', () => {
  test.each([
    ['node server.js', ['node', 'server.js']],
    ['  node   server.js  ', ['node', 'server.js']],
    [`node -e 'two words' "and 'two' more"`, ['node', '-e', 'two words', "and 'two' more"]],
    [`echo a"b c"'d e'f`, ['echo', 'ab cd ef']],
    [`echo '' ""`, ['echo', '', '']],
    ['echo "a \\" \\\\ \\n \\$X"', ['echo', 'a " \\ \\n $X']],
    ["echo '&& | ; > $X `x`'", ['echo', '&& | ; > $X `x`']],
    ['serve --port {port} --set A=1', ['serve', '--port', '{port}', '--set', 'A=1']],
    ['echo 5$ a# src/*.ts', ['echo', '5$', 'a#', 'src/*.ts']],
  ])('splits %j', (line, words) => {
    expect(parseCommandLine(line)).toEqual(words)
  })

  test.skipIf(process.platform === 'win32').each([['echo two\\ words \\$X \\&', ['echo', 'two words', '$X', '&']]])(
    'takes a backslash for a quote in %j (skipped: not on Windows)',
    (line, words) => {
      expect(parseCommandLine(line)).toEqual(words)
    },
  )

  test.each([
    ['build && serve', '`&&`'],
    ['serve || true', '`||`'],
    ['serve | tee log', '`|`'],
    ['build; serve', '`;`'],
    ['serve > log', '`>`'],
    ['serve 2>&1', '`>`'],
    ['serve < in', '`<`'],
    ['serve &', '`&`'],
    ['serve --log $LOG', '`$LOG`'],
    ['serve --log "${LOG}"', '`${LOG}`'],
    ['serve $(pwd)', '`$(pwd)`'],
    ['serve `pwd`', 'backticks'],
    ['PORT=1 serve', '`PORT=1`'],
    ['build\nserve', 'a line break'],
  ])('leaves %j to a shell and names `env` and `shell`', (line, found) => {
    expect(() => parseCommandLine(line)).toThrow(TypeError)
    expect(() => parseCommandLine(line)).toThrow(`without ${found} (set variables with \`env\`; \`shell: true\``)
  })

  test.each([
    ['serve --port $PORT', '`$PORT` (write `{port}` in its place; set variables'],
    ['serve --host "${HOST}"', '`${HOST}` (write `{host}` in its place; set variables'],
  ])('answers a variable that portside sets with its placeholder: %s', (line, text) => {
    expect(() => parseCommandLine(line)).toThrow(text)
  })

  test.each([
    ['cd app && node server.js', "`&&` (set `cwd: 'app'` in place of `cd app &&`; set variables"],
    ['cd ../app; node server.js', "`;` (set `cwd: '../app'` in place of `cd ../app;`; set variables"],
    [`cd "my app" && A=1 node x`, '`&&` (set `cwd: \'my app\'` in place of `cd "my app" &&`; set variables'],
    ['cd app && node a > log', "`&&` (set `cwd: 'app'` in place of `cd app &&`; set variables"],
    ['cd $APP && node a', '`$APP` (set variables'],
    ['cd app || true', '`||` (set variables'],
    ['cd app &&', '`&&` (set variables'],
  ])('answers a change of the folder with `cwd`: %s', (line, text) => {
    expect(() => parseCommandLine(line)).toThrow(`without ${text}`)
  })

  test.each(['', '   ', "echo 'open", 'echo "open'])('refuses %j', (line) => {
    expect(() => parseCommandLine(line)).toThrow(TypeError)
  })
})
