create table products (
  id int auto_increment primary key,
  name varchar(100) not null unique,
  price decimal(10, 2) not null,
  stock int not null
);
create table orders (
  id int auto_increment primary key,
  product int not null references products (id),
  quantity int not null,
  total decimal(10, 2) not null
);

delimiter //
create trigger take_from_stock after insert on orders for each row
begin
  update products set stock = stock - new.quantity where id = new.product;
end//
delimiter ;

insert into products (name, price, stock) values ('tea', 3.50, 10), ('cake', 4.20, 2);
