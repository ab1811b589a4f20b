/** A schema with what resets must restore: keys, references, a tree of partitions, generated columns, triggers, sequences, an unlogged table, one without a key. */
export const resetSchema = `
  create table customers (id serial primary key, name text not null unique, upper_name text generated always as (upper(name)) stored);
  create table orders (id bigint generated always as identity primary key, customer int not null references customers on delete cascade, total numeric default 0, data jsonb);
  create table items (order_id bigint references orders on delete cascade, line int, text text, primary key (order_id, line));
  create table events (at int not null, text text) partition by range (at);
  create table events_low partition of events for values from (0) to (100);
  create table events_high partition of events for values from (100) to (1000);
  create table log (text text);
  create unlogged table scratch (id int primary key, text text);
  create table audit (id serial primary key, text text);
  create sequence tickets;
  create function note() returns trigger language plpgsql as $$ begin insert into audit (text) values (tg_op || ' ' || new.name); return new; end $$;
  create trigger audited after insert on customers for each row execute function note();
  create materialized view totals as select customer, sum(total) as total from orders group by customer;
  insert into customers (name) select 'customer ' || n from generate_series(1, 200) n;
  insert into orders (customer, total, data) select 1 + n % 200, n, jsonb_build_object('n', n) from generate_series(1, 1000) n;
  insert into items select 1 + n % 1000, n, repeat('x', n % 50) from generate_series(1, 2000) n;
  insert into events select n, 'event ' || n from generate_series(0, 999) n;
  insert into log select 'line ' || n from generate_series(1, 50) n;
  insert into scratch select n, 'scratch' from generate_series(1, 20) n;
  refresh materialized view totals;
  select nextval('tickets');
`

/** The queries that show the whole state. */
export const wholeState = [
  ...['customers', 'orders', 'items', 'events_low', 'events_high', 'log', 'scratch', 'audit', 'totals'].map(
    (table) =>
      `select '${table}' as name, md5(coalesce(string_agg(t::text, ';' order by t::text), '')) as state from ${table} t`,
  ),
  ...['customers_id_seq', 'orders_id_seq', 'audit_id_seq', 'tickets'].map(
    (sequence) => `select '${sequence}' as name, last_value || ' ' || is_called as state from ${sequence}`,
  ),
].join(' union all ')

/** Things that a test may do, some of them with transactions that fail. */
export const deeds = [
  "insert into customers (name) values ('new ' || nextval('tickets'))",
  "update customers set name = name || '!' where id % 7 = 0",
  'delete from customers where id between 5 and 15',
  'update orders set data = data || \'{"changed": true}\' where id < 50',
  'truncate customers cascade',
  'truncate log',
  "begin; savepoint a; insert into log values ('kept'); savepoint b; delete from log; rollback to b; commit",
  'begin; delete from orders; rollback',
  'update events set at = 999 - at where at between 20 and 40',
  'update items set line = line + 5000 where order_id = 7',
  "insert into log select 'many' from generate_series(1, 200)",
  'update customers set id = id + 100000 where id > 195 and not exists (select 1 from orders where customer = customers.id)',
  'delete from scratch where id > 5',
  "select setval('tickets', 5000)",
  'truncate orders restart identity cascade',
  'delete from log where text in (select text from log limit 10)',
  'refresh materialized view totals',
  'insert into orders (customer, total) values (1, 5), (2, 6)',
  'vacuum full log',
  'cluster customers using customers_pkey',
  'analyze orders',
  'create temporary table mine as select 1; drop table mine',
  'lock table items in access exclusive mode',
]
