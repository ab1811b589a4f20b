import { expect, test } from 'vitest'
import { splitSql } from '../src/database/split-sql'

test.each([
  ['select 1; select 2', ['select 1', 'select 2']],
  ["select ';', 'it''s \\';' ; select \"a;\\\"\" ;", ["select ';', 'it''s \\';' ", 'select "a;\\"" ']],
  [
    'select `;` from `a``;`; -- ; not\n# nor ; this\nselect 1--1 /* ; */;',
    ['select `;` from `a``;`', 'select 1--1 /* ; */'],
  ],
  [
    'delimiter //\ncreate trigger t before insert on a for each row begin set @a = 1; end//\nDELIMITER ;\nselect 1;',
    ['create trigger t before insert on a for each row begin set @a = 1; end', 'select 1'],
  ],
  [
    'DELIMITER $$\ncreate procedure p() begin select ";"; end $$\n\ndelimiter ;\n',
    ['create procedure p() begin select ";"; end '],
  ],
  ['/*!40101 SET NAMES utf8 */;\n/* nothing; */ select 1', ['/*!40101 SET NAMES utf8 */', 'select 1']],
  ['select delimiter from a; begin; commit;', ['select delimiter from a', 'begin', 'commit']],
  [' \n-- nothing\n;;\n', []],
])('%j', (sql, statements) => {
  expect(splitSql(sql).map(({ text }) => text)).toEqual(statements)
  for (const { text, start } of splitSql(sql)) expect(sql.slice(start, start + text.length)).toBe(text)
})
