import { expect, test } from 'vitest'
import { splitSql } from '../src/database/split-sql'

test.each([
  ['select 1; select 2', ['select 1', ' select 2']],
  ["select ';' ; select E'\\';' ;", ["select ';' ", "select E'\\';' "]],
  ['select ";"; -- ; not\nselect 1 /* ; /* ; */ ; */;', ['select ";"', 'select 1 /* ; /* ; */ ; */']],
  ['do $$ begin; end $$; do $a$ ; $$ ; $a$;', ['do $$ begin; end $$', 'do $a$ ; $$ ; $a$']],
  [
    'create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3',
    ['create function f() returns int begin atomic select case when true then 1 end; select 2; end', 'select 3'],
  ],
  ['begin; commit;', ['begin', 'commit']],
  [' \n-- nothing\n', []],
])('%j', (sql, statements) => {
  expect(splitSql(sql).map(({ text }) => text.trim())).toEqual(statements.map((text) => text.trim()))
  for (const { text, start } of splitSql(sql)) expect(sql.slice(start, start + text.length)).toBe(text)
})
