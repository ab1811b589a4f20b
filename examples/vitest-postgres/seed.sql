insert into users (name) values ('Ada'), ('Grace');
insert into posts (author, text) values (1, 'On engines');
