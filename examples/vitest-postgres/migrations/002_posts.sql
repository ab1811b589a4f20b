create table posts (
  id serial primary key,
  author int not null references users on delete cascade,
  text text not null
);
