/** The tables of the application that is measured: 60, with 20,000 rows in all, most of them in four. */
const tableNames = Array.from({ length: 60 }, (_, index) => `table_${index}`)

const rowsOf = (index) => (index < 4 ? 4000 : Math.floor(4000 / 56))

/** The migration. */
export const createTables = tableNames
  .map((name) => `create table ${name} (id serial primary key, title text not null, at timestamptz default now())`)
  .join(';\n')

/** The seed. */
export const insertRows = tableNames
  .map((name, index) => `insert into ${name} (title) select 'row ' || n from generate_series(1, ${rowsOf(index)}) n`)
  .join(';\n')

/** Emptying all of it, as helpers of test suites do. */
export const truncateTables = `truncate ${tableNames.join(', ')} restart identity cascade`

/** The writes of one test: three tables, one of them large. */
export const changeThree = ['table_1', 'table_10', 'table_20']
  .map((name) => `insert into ${name} (title) values ('new'); update ${name} set title = 'changed' where id = 1`)
  .join(';\n')
