import os

import pymysql
from flask import Flask, jsonify

app = Flask(__name__)


def connect():
    return pymysql.connect(
        host=os.environ["MYSQL_HOST"],
        port=int(os.environ["MYSQL_PORT"]),
        user=os.environ["MYSQL_USER"],
        password=os.environ["MYSQL_PASSWORD"],
        database=os.environ["MYSQL_DATABASE"],
        cursorclass=pymysql.cursors.DictCursor,
    )


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.get("/products/<name>")
def product(name):
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("select id, price, stock from products where name = %s", [name])
        found = cursor.fetchone()
    if found is None:
        return jsonify(error=f"There is no {name}"), 404
    return jsonify(id=found["id"], price=float(found["price"]), stock=found["stock"])
