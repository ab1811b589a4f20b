/** A schema with what resets must restore: keys, references that cascade, partitions, generated columns, triggers, tables without a key, of another engine, with keys of text. Sequences are MariaDB's alone. */
export const resetSchema = `
  create table customers (id int auto_increment primary key, name varchar(100) not null unique, upper_name varchar(100) as (upper(name)) stored);
  create table orders (id bigint auto_increment primary key, customer int not null, total decimal(10, 2) default 0, data json, foreign key (customer) references customers (id) on delete cascade on update cascade);
  create table items (order_id bigint, line int, text text, primary key (order_id, line), foreign key (order_id) references orders (id) on delete cascade on update cascade);
  create table events (at int not null primary key, text text) partition by range (at) (partition low values less than (100), partition high values less than (1000));
  create table log (text text);
  create table words (word varchar(20) character set utf8mb4 primary key, bytes varbinary(20), at timestamp null);
  create table scratch (id int auto_increment primary key, text text) engine = MyISAM;
  create table audit (id int auto_increment primary key, text text);
  create table \`odd name$ü\` (\`a column\` int primary key, \`key\` text);
  create table teams (id int auto_increment primary key, head int);
  create table heads (id int primary key, team int, foreign key (team) references teams (id) on delete set null);
  insert into teams values (1, 1);
  insert into heads values (1, 1);
  alter table teams add foreign key (head) references heads (id);
  insert into customers (name) select concat('customer ', seq) from seq_1_to_200;
  insert into orders (customer, total, data) select 1 + seq % 200, seq, json_object('n', seq) from seq_1_to_1000;
  insert into items select 1 + seq % 1000, seq, repeat('x', seq % 50) from seq_1_to_2000;
  insert into events select seq, concat('event ', seq) from seq_0_to_999;
  insert into log select concat('line ', seq) from seq_1_to_50;
  insert into words select concat('Word ', seq), unhex(hex(seq)), '2001-02-03 04:05:06' from seq_1_to_50;
  insert into scratch select seq, 'scratch' from seq_1_to_20;
  insert into \`odd name$ü\` values (1, 'one');
  create sequence tickets;
  select nextval(tickets);
  create trigger audited after insert on customers for each row insert into audit (text) values (concat('insert ', new.name));
  create trigger stamped before insert on words for each row set new.at = now();
  insert into customers (name) values ('of the trigger');
  delete from customers where name = 'of the trigger';
  alter table customers auto_increment = 201
`

const tables = [
  'customers',
  'orders',
  'items',
  'events',
  'log',
  'words',
  'scratch',
  'audit',
  'odd name$ü',
  'teams',
  'heads',
]

type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

/** Reads the whole state: all rows, the next numbers, and the triggers. */
export async function stateOf(query: Query): Promise<unknown> {
  const state: Record<string, unknown> = {}
  for (const table of tables) {
    const rows = await query(`select * from \`${table}\``)
    state[table] = rows.map((row) => JSON.stringify(row)).sort()
    const [shown] = await query(`show create table \`${table}\``)
    state[`${table} as made`] = shown?.['Create Table']
  }
  const triggers = await query('show triggers')
  state['triggers'] = triggers.map(({ Trigger, Table, Statement, sql_mode: mode }) => [Trigger, Table, Statement, mode])
  return state
}

/** Things that a test may do, some of them with transactions that fail. */
export const deeds = [
  "insert into customers (name) values (concat('new ', nextval(tickets)))",
  "update customers set name = concat(name, '!') where id % 7 = 0",
  'delete from customers where id between 5 and 15',
  "update orders set data = json_set(data, '$.changed', true) where id < 50",
  'truncate log',
  "begin; savepoint a; insert into log values ('kept'); savepoint b; delete from log; rollback to b; commit",
  'begin; delete from orders where id < 20; rollback',
  'update events set at = 999 - at where at between 20 and 21',
  'update items set line = line + 5000 where order_id = 7',
  "insert into log select 'many' from seq_1_to_200",
  'update customers set id = id + 100000 where id > 195',
  'delete from scratch where id > 5',
  'truncate scratch',
  'truncate audit',
  'delete from log limit 10',
  'insert into orders (customer, total) values (1, 5), (2, 6)',
  'optimize table log',
  'alter table audit engine = InnoDB',
  'create temporary table mine as select 1 as n; drop temporary table mine',
  "insert ignore into customers (name) values ('customer 1')",
  "update words set word = lower(word) where word like 'Word 1%'",
  'update `odd name$ü` set `key` = null',
  'truncate events',
  'begin; insert into orders (customer) values (3); rollback',
  'update teams set head = null; delete from teams',
  'insert into teams (head) values (1), (null)',
  "replace into words values ('Word 1', 'x', null)",
]
