insert into notes (text) values ('Buy milk');
