from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.get("/squares/<int:number>")
def square(number):
    return jsonify(number=number, square=number * number)
