create table accounts (
  id serial primary key,
  name text not null
);
insert into accounts (name) values ('Ada');
