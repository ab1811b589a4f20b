create table orders (
  id serial primary key,
  account int not null,
  text text not null
);
