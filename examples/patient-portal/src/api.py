"""The portal's API. Small on purpose: this folder is about how it is shipped, not what it does."""

import csv
import os
import pathlib

import psycopg
from flask import Flask, jsonify

app = Flask(__name__)
app.secret_key = os.environ["SESSION_SECRET"]
DATA = pathlib.Path(os.environ.get("DATA_DIR", "/app/data"))


def database():
    return psycopg.connect(os.environ["DATABASE_URL"], password=os.environ["DB_PASSWORD"])


@app.get("/healthz")
def health():
    return "ok"


@app.get("/api/visits")
def visits():
    with database() as connection:
        rows = connection.execute("select id, starts_at, clinic from visit order by starts_at").fetchall()
    return jsonify([{"id": id, "starts_at": str(starts_at), "clinic": clinic} for id, starts_at, clinic in rows])


@app.get("/api/demo")
def demo():
    with open(DATA / "visits.csv", newline="") as file:
        return jsonify(list(csv.DictReader(file)))
